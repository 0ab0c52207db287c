package org.unikraft.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.unikraft.core.model.UserError;

class MergeTest {
    @Test
    void theCommandLineWinsOverThePom() {
        assertThat(UnikraftMojo.merge("unikraft.env", Map.of("A", "pom", "B", "pom"), List.of("B=x=y", "C=")))
                .containsExactly(Map.entry("A", "pom"), Map.entry("B", "x=y"), Map.entry("C", ""));
    }

    @Test
    void anEmptyElementOfThePomIsAnEmptyValue() {
        Map<String, String> pom = new HashMap<>();
        pom.put("A", null);
        assertThat(UnikraftMojo.merge("unikraft.env", pom, null)).containsExactly(Map.entry("A", ""));
    }

    @Test
    void whatIsNoAssignmentIsTheUsersError() {
        assertThatThrownBy(() -> UnikraftMojo.merge("unikraft.env", null, List.of("=b")))
                .isInstanceOf(UserError.class)
                .hasMessage("'=b' in unikraft.env is not an assignment.");
    }
}
