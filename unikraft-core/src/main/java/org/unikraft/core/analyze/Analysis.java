package org.unikraft.core.analyze;

import java.util.List;
import org.unikraft.core.model.Launch;
import org.unikraft.core.model.Need;

/** What was found out about an application. */
public record Analysis(Launch launch, List<Need> needs) {
    public Analysis {
        needs = List.copyOf(needs);
    }
}
