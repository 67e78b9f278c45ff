/* Base64 (RFC 4648 section 4). */
#ifndef MTACON_BASE_BASE64_H
#define MTACON_BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

/* The bytes in base64, with padding or without; the caller frees it. */
char *base64_encode(const void *bytes, size_t length, bool padding);

#endif
