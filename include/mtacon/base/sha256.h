/* SHA-256 (FIPS 180-4): names revisions. */
#ifndef MTACON_BASE_SHA256_H
#define MTACON_BASE_SHA256_H

#include <stddef.h>

enum { SHA256_HEX_SIZE = 65 };

/* The digest of `length` bytes as 64 hexadecimal digits and a NUL, as sha256sum(1) prints it. */
void sha256_hex(const void *bytes, size_t length, char out[SHA256_HEX_SIZE]);

#endif
