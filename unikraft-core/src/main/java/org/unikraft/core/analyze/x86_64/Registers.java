package org.unikraft.core.analyze.x86_64;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * What is known of the sixteen general registers between two instructions. Only the lower halves, which hold
 * numbers of system calls and small arguments.
 */
final class Registers {
    static final int RAX = 0;
    static final int RCX = 1;
    static final int RDX = 2;
    static final int RBX = 3;
    static final int RSP = 4;
    static final int RBP = 5;
    static final int RSI = 6;
    static final int RDI = 7;
    static final int R11 = 11;
    static final int COUNT = 16;

    /** The registers that a function may change (System V ABI, 3.2.1), a bit for each. */
    static final int CALLER_SAVED = 1 << RAX | 1 << RCX | 1 << RDX | 1 << RSI | 1 << RDI | 0xf00;

    private static final int MOST_PUSHED = 4;

    private static final int BY_SYSCALL = 1 << RAX | 1 << RCX | 1 << R11;

    private final Value[] values = new Value[COUNT];
    /** What PUSH has put on the stack and POP takes back: together they are a short MOV. The last comes first. */
    private final Deque<Value> pushed = new ArrayDeque<>();

    private Registers() {}

    /** At a function's entry. */
    static Registers atEntry() {
        Registers registers = new Registers();
        for (int r = 0; r < COUNT; r++) {
            registers.values[r] = Value.initial(r);
        }
        return registers;
    }

    static Registers unknown() {
        Registers registers = new Registers();
        Arrays.fill(registers.values, Value.UNKNOWN);
        return registers;
    }

    Registers copy() {
        Registers copy = new Registers();
        System.arraycopy(values, 0, copy.values, 0, COUNT);
        copy.pushed.addAll(pushed);
        return copy;
    }

    Value get(int register) {
        return values[register];
    }

    /** Keeps what holds for both. Whether that is less than before. */
    boolean meet(Registers other) {
        boolean less = false;
        for (int r = 0; r < COUNT; r++) {
            Value both = values[r].or(other.values[r]);
            less |= !both.equals(values[r]);
            values[r] = both;
        }
        return meetPushed(other) || less;
    }

    private boolean meetPushed(Registers other) {
        if (pushed.isEmpty()) {
            return false;
        }
        List<Value> mine = List.copyOf(pushed);
        List<Value> others = List.copyOf(other.pushed);
        pushed.clear();
        for (int i = 0; i < Math.min(mine.size(), others.size()); i++) {
            pushed.addLast(mine.get(i).or(others.get(i)));
        }
        return !mine.equals(List.copyOf(pushed));
    }

    private void set(int register, Value value) {
        values[register] = value;
        if (register == RSP) {
            pushed.clear();
        }
    }

    private void push(Value value) {
        if (pushed.size() == MOST_PUSHED) {
            pushed.removeLast();
        }
        pushed.push(value);
    }

    /**
     * What is known after an instruction.
     *
     * @param clobbered registers that a called function may change, a bit for each
     */
    void follow(Decoder instruction, int clobbered) {
        switch (instruction.flow()) {
            case CALL, INDIRECT_CALL -> {
                // Arguments on the stack are the called function's to change.
                pushed.clear();
                forget(clobbered);
            }
            case SYSCALL -> forget(BY_SYSCALL);
            default -> {
                if (!understood(instruction)) {
                    forget(RegisterEffects.written(instruction));
                    if (RegisterEffects.touchesStack(instruction)) {
                        pushed.clear();
                    }
                }
            }
        }
    }

    /** Registers that an instruction that is no call may change, a bit for each. */
    static int written(Decoder instruction) {
        return instruction.flow() == Decoder.Flow.SYSCALL ? BY_SYSCALL : RegisterEffects.written(instruction);
    }

    private void forget(int registers) {
        for (int r = 0; r < COUNT; r++) {
            if ((registers & 1 << r) != 0) {
                set(r, Value.UNKNOWN);
            }
        }
    }

    /** Moves and sums of constants: no other instruction makes a number that matters. */
    private boolean understood(Decoder i) {
        return understoodMove(i) || understoodStack(i) || understoodSum(i);
    }

    private boolean understoodMove(Decoder i) {
        if (RegisterEffects.loaded(i) >= 0) {
            set(RegisterEffects.loaded(i), Value.constant(i.immediate()));
        } else if (RegisterEffects.cleared(i) >= 0) {
            set(RegisterEffects.cleared(i), Value.constant(0));
        } else if (RegisterEffects.copiedTo(i) >= 0) {
            set(RegisterEffects.copiedTo(i), values[RegisterEffects.copiedFrom(i)]);
        } else if (RegisterEffects.loadedFromMemory(i) >= 0) {
            set(RegisterEffects.loadedFromMemory(i), Value.LOADED);
        } else if (RegisterEffects.exchanges(i)) {
            Value value = values[i.reg()];
            set(i.reg(), values[i.rm()]);
            set(i.rm(), value);
        } else {
            return false;
        }
        return true;
    }

    private boolean understoodStack(Decoder i) {
        if (RegisterEffects.pushesConstant(i)) {
            push(Value.constant(i.immediate()));
        } else if (RegisterEffects.pushed(i) >= 0) {
            push(values[RegisterEffects.pushed(i)]);
        } else if (RegisterEffects.popped(i) >= 0) {
            Value top = pushed.poll();
            set(RegisterEffects.popped(i), top == null ? Value.UNKNOWN : top);
        } else {
            return false;
        }
        return true;
    }

    private boolean understoodSum(Decoder i) {
        int register = RegisterEffects.loadedByte(i);
        if (register >= 0) {
            set(register, values[register].map(number -> number & ~0xffL | i.immediate() & 0xff));
            return true;
        }
        register = RegisterEffects.added(i);
        if (register >= 0) {
            long more = i.immediate();
            set(register, values[register].map(number -> number + more));
            return true;
        }
        return false;
    }
}
