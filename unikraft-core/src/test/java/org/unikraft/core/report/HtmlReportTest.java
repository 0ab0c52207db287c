package org.unikraft.core.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

/** The page is complete in itself, and nothing that comes from a user is markup in it. */
class HtmlReportTest {
    private static final String ODD = "/a/<script>alert('x')</script>&\"\u0001";

    private static ImageFacts image(long size) {
        ImageFacts.Part part = new ImageFacts.Part("boot", "a.o", ".text.start", 0x1000, size, List.of("entry start"));
        return new ImageFacts(
                "a<b>",
                "qemu/x86_64",
                1 << 20,
                size,
                "sha256:" + size,
                4096,
                List.of(new ImageFacts.Need("address family AF_INET", "A<T> refers to java.net.Socket")),
                List.of(new ImageFacts.Library("boot", size, "needed", Optional.empty(), "a test", List.of())),
                List.of(),
                List.of(),
                List.of(new ImageFacts.StoredFile(
                        ODD, 100, 0, Optional.empty(), "extra files", "directory 1 of rootfs", Optional.empty())),
                List.of(new ImageFacts.Call(0, "read", "boot", true)),
                List.of(new ImageFacts.Section(".text", "r-x", 0x1000, size, List.of(part))),
                null);
    }

    @Test
    void showsWhatTheImageIsMadeOf() {
        String page = HtmlReport.of(image(500), Optional.empty());

        assertThat(page)
                .contains("boot .text.start: 500 bytes", "<td>address family AF_INET</td>", "A&lt;T&gt; refers to")
                .contains("prefers-color-scheme: dark")
                .doesNotContain("Since the previous build");
    }

    @Test
    void takesNothingForMarkupAndLoadsNothing() {
        String page = HtmlReport.of(image(500), Optional.of(image(400)));

        assertThat(page)
                .contains("/a/&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;\ufffd")
                .doesNotContain("<script", "http:", "https:", "url(", "@import", " src=", " href=", " on");
    }

    /** Every tag is closed in its order, but for the few of the head that HTML leaves open. */
    @Test
    void isWellFormed() throws Exception {
        String page = HtmlReport.of(image(500), Optional.of(image(400)))
                .replaceFirst("<!DOCTYPE html>", "")
                .replaceAll("(<meta [^>]*)>", "$1/>");
        Document document = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(page)));

        assertThat(document.getElementsByTagName("svg").getLength()).isEqualTo(2);
    }

    @Test
    void namesTheDifferenceOnlyWhenThereIsOne() {
        assertThat(HtmlReport.of(image(500), Optional.of(image(400))))
                .contains("Since the previous build", "<td class=\"n\">+100</td><td>library boot</td><td>grew</td>");
        assertThat(HtmlReport.of(image(500), Optional.of(image(500))))
                .isEqualTo(HtmlReport.of(image(500), Optional.empty()));
    }
}
