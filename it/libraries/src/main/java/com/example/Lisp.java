package com.example;

import clojure.java.api.Clojure;
import clojure.lang.IFn;

/** A language that compiles to classes while it runs. */
final class Lisp {
    static void run() {
        IFn eval = Clojure.var("clojure.core", "load-string");
        System.out.println(eval.invoke("""
                (defmulti area :shape)
                (defmethod area :square [{:keys [side]}] (* side side))
                (defmethod area :rectangle [{:keys [a b]}] (* a b))
                (let [shapes (map #(if (even? %) {:shape :square :side %} {:shape :rectangle :a % :b 1/3}) (range 50))
                      total (atom 0)
                      workers (doall (map #(future (swap! total + (area %))) shapes))]
                  (run! deref workers)
                  (pr-str @total (->> (iterate inc 1) (filter odd?) (take-while #(< % 12)) vec)))
                """));
        Clojure.var("clojure.core", "shutdown-agents").invoke();
    }

    private Lisp() {}
}
