package org.unikraft.core.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Rectangles whose areas are as sizes, as near to squares as a simple rule makes them (Bruls, Huizing, van Wijk:
 * "Squarified Treemaps", 2000).
 */
final class Treemap {
    /** Something with a size. */
    record Item(String name, long size) {}

    /** Where an item is drawn. */
    record Place(Item item, Rectangle at) {}

    record Rectangle(double x, double y, double width, double height) {
        double shorter() {
            return Math.min(width, height);
        }

        /** Smaller by a margin on each side. */
        Rectangle inside(double left, double top, double right, double bottom) {
            return new Rectangle(
                    x + left, y + top, Math.max(0, width - left - right), Math.max(0, height - top - bottom));
        }
    }

    private Treemap() {}

    /** Places items, the largest first; items without a size have no place. */
    static List<Place> of(List<Item> items, Rectangle within) {
        List<Item> rest = new ArrayList<>(items);
        rest.removeIf(item -> item.size() <= 0);
        rest.sort(Comparator.comparingLong(Item::size).reversed().thenComparing(Item::name));
        List<Place> places = new ArrayList<>();
        double total = rest.stream().mapToLong(Item::size).sum();
        double scale = within.width() * within.height() / Math.max(1, total);
        Rectangle free = within;
        for (int start = 0; start < rest.size() && free.shorter() > 0; ) {
            int end = start + 1;
            while (end < rest.size()
                    && worst(rest.subList(start, end + 1), free, scale)
                            <= worst(rest.subList(start, end), free, scale)) {
                end++;
            }
            free = row(rest.subList(start, end), free, scale, places);
            start = end;
        }
        return places;
    }

    /** How far the rectangles of a row along the shorter side are from squares, at most: 1 is a square. */
    private static double worst(List<Item> row, Rectangle free, double scale) {
        double area = row.stream().mapToLong(Item::size).sum() * scale;
        double thickness = area / free.shorter();
        double worst = 1;
        for (Item item : List.of(row.get(0), row.get(row.size() - 1))) {
            double length = item.size() * scale / thickness;
            worst = Math.max(worst, Math.max(length / thickness, thickness / length));
        }
        return worst;
    }

    /** Places a row and returns what it leaves free. */
    private static Rectangle row(List<Item> row, Rectangle free, double scale, List<Place> places) {
        double area = row.stream().mapToLong(Item::size).sum() * scale;
        boolean column = free.width() >= free.height();
        double thickness = area / free.shorter();
        double at = 0;
        for (Item item : row) {
            double length = item.size() * scale / thickness;
            places.add(new Place(
                    item,
                    column
                            ? new Rectangle(free.x(), free.y() + at, thickness, length)
                            : new Rectangle(free.x() + at, free.y(), length, thickness)));
            at += length;
        }
        return column ? free.inside(thickness, 0, 0, 0) : free.inside(0, thickness, 0, 0);
    }
}
