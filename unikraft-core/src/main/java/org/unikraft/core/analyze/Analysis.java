package org.unikraft.core.analyze;

import java.util.List;
import java.util.Optional;
import org.unikraft.core.model.Launch;
import org.unikraft.core.model.Need;

/**
 * What was found out about an application.
 *
 * @param anyCall why it may make any system call, whatever the files of its image show, if it may
 */
public record Analysis(Launch launch, List<Need> needs, Optional<String> anyCall) {
    public Analysis {
        needs = List.copyOf(needs);
    }
}
