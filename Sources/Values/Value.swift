import CRE2
package func probe() -> Bool { cre2_error(cre2_compile("a(b", 3, 1<<20)) != nil }
