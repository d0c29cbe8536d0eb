// The dashboard's files, embedded in the binary: a table of names and bytes.
#pragma once
#include <stddef.h>

struct twin_page_file {
  const char *name;
  const unsigned char *bytes;
  size_t count;
};

/// The file with this number; its name is null beyond the last one.
struct twin_page_file twin_page_file(size_t number);
