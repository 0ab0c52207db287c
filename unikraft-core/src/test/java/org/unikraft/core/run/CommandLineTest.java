package org.unikraft.core.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.unikraft.core.model.UserError;

class CommandLineTest {
    @Test
    void argumentsFollowTwoDashes() {
        assertThat(new CommandLine("loglevel=info", List.of("a", "-b", "--c=d")).text())
                .isEqualTo("loglevel=info -- a -b --c=d");
    }

    @Test
    void withoutParametersItBeginsWithTwoDashes() {
        assertThat(new CommandLine("", List.of("a")).text()).isEqualTo("-- a");
    }

    @Test
    void withoutArgumentsItIsTheParameters() {
        assertThat(new CommandLine(" loglevel=info ", List.of()).text()).isEqualTo("loglevel=info");
        assertThat(CommandLine.EMPTY.text()).isEmpty();
    }

    @Test
    void whatAShellWouldChangeIsQuoted() {
        assertThat(new CommandLine("", List.of("", "a b", "it's", "\"x\"", "c\\d", "$e", "two\nlines")).text())
                .isEqualTo("-- '' 'a b' 'it'\\''s' '\"x\"' 'c\\d' '$e' 'two\nlines'");
    }

    @Test
    void variablesOfTheEnvironmentAreAParameterOfTheKernel() {
        assertThat(CommandLine.of("loglevel=info", new TreeMap<>(Map.of("A", "b c", "Q", "\"\\")), List.of("x"))
                        .text())
                .isEqualTo("loglevel=info env.vars=[\"A=b c\" \"Q=\\\"\\\\\"] -- x");
    }

    @Test
    void splittingFollowsTheShell() {
        assertThat(CommandLine.split("  a 'b c'  \"d 'e'\" f\\ g '' x\"y\"z 'i\\j' \"k\\l\\\"m\\\\\" "))
                .containsExactly("a", "b c", "d 'e'", "f g", "", "xyz", "i\\j", "k\\l\"m\\");
        assertThat(CommandLine.split(" ")).isEmpty();
    }

    @Test
    void anOpenQuoteIsRefused() {
        assertThatThrownBy(() -> CommandLine.split("a 'b"))
                .isInstanceOf(UserError.class)
                .hasMessage("A quote in the arguments is not closed.");
    }

    @Test
    void aNulCharacterIsRefused() {
        assertThatThrownBy(() -> new CommandLine("", List.of("a\0b")).textIn(StandardCharsets.UTF_8))
                .isInstanceOf(UserError.class)
                .hasMessage("The command line of the machine holds a NUL character.");
    }

    @Test
    void whatTheLocaleCannotPassIsRefused() {
        assertThatThrownBy(() -> new CommandLine("", List.of("grün")).textIn(StandardCharsets.US_ASCII))
                .isInstanceOf(UserError.class)
                .hasMessage("The command line of the machine holds characters that cannot be passed to QEMU.");
        assertThat(new CommandLine("", List.of("grün")).textIn(StandardCharsets.UTF_8))
                .isEqualTo("-- 'grün'");
    }
}
