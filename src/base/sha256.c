#include "mtacon/base/sha256.h"

#include <openssl/sha.h>
#include <stdio.h>

void sha256_hex(const void *bytes, size_t length, char out[SHA256_HEX_SIZE])
{
    unsigned char digest[SHA256_DIGEST_LENGTH];
    SHA256(bytes, length, digest);
    for (int i = 0; i < SHA256_DIGEST_LENGTH; i++)
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
}
