package org.unikraft.core.image;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.unikraft.core.model.ByteSize;
import org.unikraft.core.model.JavaApplication;
import org.unikraft.core.model.Launch;

/** How much memory a machine is given when nobody says. */
public final class MachineMemory {
    private static final Pattern MAX_HEAP = Pattern.compile("(?:-Xmx|-XX:MaxHeapSize=)([0-9]+[kKmMgG]?)");

    /** Classes, compiled code, thread stacks and the collector's own data, besides a JVM's heap. */
    private static final long JVM_BESIDES_HEAP = ByteSize.mebibytes(160).bytes();
    /** Of which HotSpot takes a quarter for its heap. */
    private static final long JVM_WITHOUT_MAX_HEAP = ByteSize.mebibytes(448).bytes();

    private static final long NATIVE = ByteSize.mebibytes(64).bytes();
    private static final long UNIT = ByteSize.mebibytes(64).bytes();

    private MachineMemory() {}

    /**
     * @param image bytes of kernel and root file system, which lie in the machine's memory
     * @return a multiple of 64 MiB
     */
    public static ByteSize of(Launch launch, long image) {
        long need = NATIVE;
        if (launch.application() instanceof JavaApplication java) {
            need = maxHeap(java.jvmFlags()).map(heap -> heap + JVM_BESIDES_HEAP).orElse(JVM_WITHOUT_MAX_HEAP);
        }
        return new ByteSize((image + need + UNIT - 1) / UNIT * UNIT);
    }

    /** As for HotSpot, the last one counts. */
    private static Optional<Long> maxHeap(List<String> flags) {
        Optional<Long> heap = Optional.empty();
        for (String flag : flags) {
            Matcher matcher = MAX_HEAP.matcher(flag);
            if (matcher.matches()) {
                heap = Optional.of(ByteSize.parse(matcher.group(1)).bytes());
            }
        }
        return heap;
    }
}
