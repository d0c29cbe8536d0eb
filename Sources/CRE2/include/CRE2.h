// The few C functions through which Swift reaches RE2, the linear-time regular expression library that CEL's `matches`
// is defined by. A pattern is compiled once and may then be used from several threads at once.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct cre2_pattern cre2_pattern;

/// Compiles `pattern` (UTF-8, RE2 syntax) within `max_memory` bytes. Never NULL: ask `cre2_error` whether it is usable.
cre2_pattern *cre2_compile(const char *pattern, size_t length, int64_t max_memory);
void cre2_free(cre2_pattern *pattern);
/// NULL when the pattern is usable; else the reason, owned by the pattern.
const char *cre2_error(const cre2_pattern *pattern);
/// The number of capturing groups, the whole match not counted.
int cre2_groups(const cre2_pattern *pattern);
/// Searches `text` from byte `start`. `bounds` receives `2 * count` byte offsets (start, end) for the whole match and the
/// first `count - 1` groups; a group that took no part has -1. Returns whether there is a match.
bool cre2_search(const cre2_pattern *pattern, const char *text, size_t length, size_t start, int64_t *bounds, int count);

// Two byte functions of the C library, which Swift alone does not offer. `static inline`, so that Swift inlines them.

/// Less than, equal to or greater than 0, as the first `length` bytes of `a` compare with those of `b`, unsigned.
static inline int cre2_compare(const uint8_t *a, const uint8_t *b, size_t length) {
  return length == 0 ? 0 : __builtin_memcmp(a, b, length);
}
/// Where `needle` first occurs in `text`, or -1. Linear time.
int64_t cre2_find(const uint8_t *text, size_t length, const uint8_t *needle, size_t needle_length);

#ifdef __cplusplus
}
#endif
