package org.unikraft.core.report;

/** How {@link HtmlReport} looks, by day and by night. */
final class ReportStyle {
    static final String CSS = """
            :root { --ink: #1c2430; --faint: #5b6675; --paper: #fff; --line: #dde2e8; --light: 82%; --edge: 64%; --label: #10161f; }
            @media (prefers-color-scheme: dark) {
              :root { --ink: #dfe5ec; --faint: #97a3b2; --paper: #14181e; --line: #2c343e; --light: 28%; --edge: 44%; --label: #eef2f6; }
            }
            body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1100px; margin: 2rem auto; padding: 0 1rem; }
            h1 { font-size: 1.5rem; margin-bottom: 0; }
            h2 { font-size: 1.15rem; margin-top: 2rem; }
            .totals { color: var(--faint); margin-top: .25rem; }
            svg { width: 100%; height: auto; display: block; }
            svg rect { fill: hsl(var(--hue) 55% var(--light)); stroke: hsl(var(--hue) 45% var(--edge)); stroke-width: .7; }
            svg rect:hover { fill-opacity: .6; }
            svg text { font: 10px ui-monospace, monospace; fill: var(--label); pointer-events: none; }
            table { border-collapse: collapse; width: 100%; font-size: .9rem; margin: .5rem 0 1rem; }
            th { text-align: left; color: var(--faint); font-weight: 600; }
            th, td { border-bottom: 1px solid var(--line); padding: .2rem .6rem .2rem 0; vertical-align: top; overflow-wrap: anywhere; }
            td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; width: 8rem; padding-right: 1rem; }
            summary { cursor: pointer; color: var(--faint); margin-top: .5rem; }
            .c0 { --hue: 210; } .c1 { --hue: 30; } .c2 { --hue: 150; } .c3 { --hue: 270; } .c4 { --hue: 350; } .c5 { --hue: 180; }
            .c6 { --hue: 60; } .c7 { --hue: 300; } .c8 { --hue: 110; } .c9 { --hue: 240; } .c10 { --hue: 10; } .c11 { --hue: 85; }
            """;

    private ReportStyle() {}
}
