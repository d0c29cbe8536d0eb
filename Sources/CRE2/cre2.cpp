#include "CRE2.h"

#include <re2/re2.h>

#include <string.h>
#include <vector>

struct cre2_pattern {
  RE2 re2;
  cre2_pattern(re2::StringPiece text, const RE2::Options &options) : re2(text, options) {}
};

extern "C" {

cre2_pattern *cre2_compile(const char *pattern, size_t length, int64_t max_memory) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(max_memory);
  return new cre2_pattern(re2::StringPiece(pattern, length), options);
}

void cre2_free(cre2_pattern *pattern) { delete pattern; }

const char *cre2_error(const cre2_pattern *pattern) {
  return pattern->re2.ok() ? nullptr : pattern->re2.error().c_str();
}

int cre2_groups(const cre2_pattern *pattern) { return pattern->re2.NumberOfCapturingGroups(); }

bool cre2_search(
    const cre2_pattern *pattern, const char *text, size_t length, size_t start, int64_t *bounds, int count) {
  re2::StringPiece whole(text, length);
  if (count == 0) return pattern->re2.Match(whole, start, length, RE2::UNANCHORED, nullptr, 0);
  std::vector<re2::StringPiece> groups(count);
  if (!pattern->re2.Match(whole, start, length, RE2::UNANCHORED, groups.data(), count)) return false;
  for (int i = 0; i < count; i++) {
    bounds[2 * i] = groups[i].data() ? groups[i].data() - text : -1;
    bounds[2 * i + 1] = groups[i].data() ? bounds[2 * i] + (int64_t)groups[i].size() : -1;
  }
  return true;
}

int64_t cre2_find(const uint8_t *text, size_t length, const uint8_t *needle, size_t needle_length) {
  if (needle_length == 0) return 0;
  const void *found = memmem(text, length, needle, needle_length);
  return found == nullptr ? -1 : (const uint8_t *)found - text;
}
}
