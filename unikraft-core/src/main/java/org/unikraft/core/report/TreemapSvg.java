package org.unikraft.core.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.unikraft.core.report.Treemap.Item;
import org.unikraft.core.report.Treemap.Place;
import org.unikraft.core.report.Treemap.Rectangle;

/** Draws groups of things by their sizes, as SVG within HTML. What is too small to be seen is drawn as one. */
final class TreemapSvg {
    private static final double WIDTH = 1000;
    private static final double TITLE = 14;
    private static final int COLOURS = 12;
    /** Square units that a thing needs to have a rectangle of its own. */
    private static final double VISIBLE = 24;

    private TreemapSvg() {}

    static void draw(Html html, String what, Map<String, List<Item>> groups, double height) {
        html.raw("<svg viewBox=\"0 0 " + Html.number(WIDTH) + " " + Html.number(height)
                        + "\" role=\"img\" aria-label=\"")
                .text(what)
                .raw("\">\n");
        List<Item> sums = new ArrayList<>();
        groups.forEach((name, items) ->
                sums.add(new Item(name, items.stream().mapToLong(Item::size).sum())));
        double scale =
                WIDTH * height / Math.max(1, sums.stream().mapToLong(Item::size).sum());
        int colour = 0;
        for (Place group : Treemap.of(sums, new Rectangle(0, 0, WIDTH, height))) {
            html.raw("<g class=\"c" + colour % COLOURS + "\">");
            rectangle(html, group.at(), group.item().name(), group.item().size());
            boolean titled = label(html, group.at(), group.item().name());
            Rectangle inside = group.at().inside(1, titled ? TITLE : 1, 1, 1);
            for (Place place : Treemap.of(visible(groups.get(group.item().name()), scale), inside)) {
                rectangle(
                        html,
                        place.at(),
                        group.item().name() + " " + place.item().name(),
                        place.item().size());
                label(html, place.at(), place.item().name());
            }
            html.raw("</g>\n");
            colour++;
        }
        html.raw("</svg>\n");
    }

    private static List<Item> visible(List<Item> items, double scale) {
        List<Item> visible = new ArrayList<>();
        long rest = 0;
        int count = 0;
        for (Item item : items) {
            if (item.size() * scale >= VISIBLE) {
                visible.add(item);
            } else {
                rest += item.size();
                count++;
            }
        }
        if (count > 0) {
            visible.add(new Item(count + " smaller ones", rest));
        }
        return visible;
    }

    private static void rectangle(Html html, Rectangle at, String name, long size) {
        html.raw("<rect x=\"" + Html.number(at.x()) + "\" y=\"" + Html.number(at.y()) + "\" width=\""
                        + Html.number(at.width()) + "\" height=\"" + Html.number(at.height()) + "\"><title>")
                .text(name + ": " + Lines.count(size, "byte"))
                .raw("</title></rect>");
    }

    /** Writes a name where there is room for it; cut when there is room for some of it. */
    private static boolean label(Html html, Rectangle at, String name) {
        int letters = (int) ((at.width() - 6) / 6.2);
        if (letters < 4 || at.height() < TITLE) {
            return false;
        }
        String shown = name.length() <= letters ? name : name.substring(0, letters - 1) + "…";
        html.raw("<text x=\"" + Html.number(at.x() + 3) + "\" y=\"" + Html.number(at.y() + 11) + "\">")
                .text(shown)
                .raw("</text>");
        return true;
    }
}
