package org.unikraft.core.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.unikraft.core.report.Treemap.Item;
import org.unikraft.core.report.Treemap.Place;
import org.unikraft.core.report.Treemap.Rectangle;

/** Areas are as sizes, and no rectangle lies over another. */
class TreemapTest {
    private static final Rectangle WHOLE = new Rectangle(10, 20, 300, 200);

    @Test
    void fillsTheRectangleWithAreasAsSizes() {
        List<Item> items = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            items.add(new Item("i" + i, (i * 7919L) % 1000));
        }
        long total = items.stream().mapToLong(Item::size).sum();
        List<Place> places = Treemap.of(items, WHOLE);

        assertThat(places).hasSize(59); // one has no size
        for (Place place : places) {
            Rectangle at = place.at();
            assertThat(at.width() * at.height())
                    .isCloseTo(60000.0 * place.item().size() / total, within(0.01));
            assertThat(at.x()).isGreaterThanOrEqualTo(9.99);
            assertThat(at.y()).isGreaterThanOrEqualTo(19.99);
            assertThat(at.x() + at.width()).isLessThanOrEqualTo(310.01);
            assertThat(at.y() + at.height()).isLessThanOrEqualTo(220.01);
        }
        for (int i = 0; i < places.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(overlap(places.get(i).at(), places.get(j).at())).isLessThan(0.01);
            }
        }
    }

    private static double overlap(Rectangle a, Rectangle b) {
        double width = Math.min(a.x() + a.width(), b.x() + b.width()) - Math.max(a.x(), b.x());
        double height = Math.min(a.y() + a.height(), b.y() + b.height()) - Math.max(a.y(), b.y());
        return Math.max(0, width) * Math.max(0, height);
    }

    @Test
    void hasNoPlacesWithoutRoomOrItems() {
        assertThat(Treemap.of(List.of(), WHOLE)).isEmpty();
        assertThat(Treemap.of(List.of(new Item("a", 1)), new Rectangle(0, 0, 0, 5)))
                .isEmpty();
    }
}
