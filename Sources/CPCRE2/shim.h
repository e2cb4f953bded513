#ifndef NOORMME_CPCRE2_SHIM_H
#define NOORMME_CPCRE2_SHIM_H

/* The library for UTF-8, whose functions end in _8. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#endif
