#include "mtacon/ssh/known_hosts.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <openssl/evp.h>

#include "mtacon/base/base64.h"
#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/path.h"
#include "mtacon/ssh/pattern.h"

#define HASHED "|1|"
enum { SALT_SIZE = 20, SALT_ENCODED = 28, BLOCK_SIZE = 64 };

/* SHA-1 as HMAC needs it, fetched once for many lines: to look it up for each of them took most of
 * the time. NULL members: this OpenSSL has none. */
struct hasher {
    EVP_MD *sha1;
    EVP_MD_CTX *context;
};

static void hasher_begin(struct hasher *hasher)
{
    hasher->sha1 = EVP_MD_fetch(NULL, "SHA1", NULL);
    hasher->context = EVP_MD_CTX_new();
}

static void hasher_end(struct hasher *hasher)
{
    EVP_MD_free(hasher->sha1);
    EVP_MD_CTX_free(hasher->context);
}

/* One of the two hashes of HMAC (RFC 2104): of the salt, XORed with `pad`, and `bytes`. */
static bool hash_padded(const struct hasher *hasher, const unsigned char salt[SALT_SIZE],
                        unsigned char pad, const void *bytes, size_t length,
                        unsigned char out[SALT_SIZE])
{
    unsigned char block[BLOCK_SIZE];
    memset(block, pad, sizeof block);
    for (int i = 0; i < SALT_SIZE; i++)
        block[i] ^= salt[i];
    return hasher->sha1 && hasher->context &&
           EVP_DigestInit_ex2(hasher->context, hasher->sha1, NULL) &&
           EVP_DigestUpdate(hasher->context, block, sizeof block) &&
           EVP_DigestUpdate(hasher->context, bytes, length) &&
           EVP_DigestFinal_ex(hasher->context, out, NULL);
}

/* `|1|SALT|HASH`: HMAC-SHA1 of the name, keyed by the salt, both in base64. */
static bool hashed_name_matches(const struct hasher *hasher, const char *field, const char *name)
{
    unsigned char salt[SALT_ENCODED / 4 * 3], inner[SALT_SIZE], hash[SALT_SIZE];
    const char *encoded = field + strlen(HASHED);
    if (strncmp(field, HASHED, strlen(HASHED)) != 0 || strcspn(encoded, "|") != SALT_ENCODED ||
        EVP_DecodeBlock(salt, (const unsigned char *)encoded, SALT_ENCODED) != sizeof salt ||
        !hash_padded(hasher, salt, 0x36, name, strlen(name), inner) ||
        !hash_padded(hasher, salt, 0x5c, inner, sizeof inner, hash))
        return false;
    char *expected = base64_encode(hash, sizeof hash, true);
    bool same = strcmp(expected, encoded + SALT_ENCODED + 1) == 0;
    free(expected);
    return same;
}

static bool names_match(const struct hasher *hasher, const char *field, const char *name)
{
    return field[0] == '|' ? hashed_name_matches(hasher, field, name)
                           : pattern_list_match(field, name);
}

/* A marker ends at the first blank of its line, and only where there is none at a tab: so ssh has
 * it. NULL: none that ssh knows, else what follows. */
static char *read_marker(char *line, enum known_host_marker *marker)
{
    char *end = strchr(line, ' ');
    if (!end)
        end = strchr(line, '\t');
    if (!end)
        return NULL;
    *end = '\0';
    *marker = strcmp(line, "@cert-authority") == 0 ? KNOWN_HOST_AUTHORITY : KNOWN_HOST_REVOKED;
    return *marker == KNOWN_HOST_AUTHORITY || strcmp(line, "@revoked") == 0 ? end + 1 : NULL;
}

static void search_line(struct known_hosts *hosts, const struct hasher *hasher, const char *file,
                        int number, char *line, const char *name)
{
    enum known_host_marker marker = KNOWN_HOST_KEY;
    char *rest = NULL;
    line += strspn(line, " \t");
    if (*line == '@')
        line = read_marker(line, &marker);
    const char *names = line && *line != '#' ? strtok_r(line, " \t", &rest) : NULL;
    if (!names || !names_match(hasher, names, name))
        return;
    const char *type = strtok_r(NULL, " \t", &rest), *key = strtok_r(NULL, " \t", &rest);
    if (!type || !key)
        return;
    hosts->entries = memory_grow(hosts->entries, hosts->count, sizeof *hosts->entries);
    hosts->entries[hosts->count++] = (struct known_host){
        .file = memory_string(file),
        .type = memory_string(type),
        .key = memory_string(key),
        .line = number,
        .marker = marker,
    };
}

void known_hosts_search(struct known_hosts *hosts, const char *file, const char *text,
                        const char *name)
{
    struct buffer line = {0};
    struct hasher hasher;
    int number = 0;
    hasher_begin(&hasher);
    while (*text) {
        size_t length = strcspn(text, "\n");
        buffer_reset(&line);
        buffer_append(&line, text, length);
        if (length && line.data[length - 1] == '\r')
            line.data[length - 1] = '\0';
        number++;
        if (length)
            search_line(hosts, &hasher, file, number, line.data, name);
        text += length + (text[length] == '\n');
    }
    hasher_end(&hasher);
    buffer_clear(&line);
}

void known_hosts_copy(struct known_hosts *to, const struct known_hosts *from)
{
    for (size_t i = 0; i < from->count; i++) {
        struct known_host entry = from->entries[i];
        entry.file = memory_string(entry.file);
        entry.type = memory_string(entry.type);
        entry.key = memory_string(entry.key);
        to->entries = memory_grow(to->entries, to->count, sizeof *to->entries);
        to->entries[to->count++] = entry;
    }
}

void known_hosts_clear(struct known_hosts *hosts)
{
    for (size_t i = 0; i < hosts->count; i++) {
        free(hosts->entries[i].file);
        free(hosts->entries[i].type);
        free(hosts->entries[i].key);
    }
    free(hosts->entries);
    *hosts = (struct known_hosts){0};
}

enum known_host_verdict known_hosts_check(const struct known_hosts *hosts, const void *key,
                                          size_t length, const struct known_host **entry)
{
    enum known_host_verdict verdict = KNOWN_HOST_UNKNOWN;
    char *encoded = base64_encode(key, length, true);
    *entry = NULL;
    for (size_t i = 0; i < hosts->count && verdict != KNOWN_HOST_IS_REVOKED; i++) {
        const struct known_host *candidate = &hosts->entries[i];
        bool same = strcmp(candidate->key, encoded) == 0;
        if (candidate->marker == KNOWN_HOST_REVOKED && same) {
            verdict = KNOWN_HOST_IS_REVOKED;
            *entry = candidate;
        } else if (candidate->marker == KNOWN_HOST_KEY && same) {
            verdict = KNOWN_HOST_MATCH;
            *entry = candidate;
        } else if (candidate->marker == KNOWN_HOST_KEY && verdict == KNOWN_HOST_UNKNOWN) {
            verdict = KNOWN_HOST_CHANGED;
            *entry = candidate;
        }
    }
    free(encoded);
    return verdict;
}

static bool has_type(const struct known_hosts *hosts, const char *method)
{
    const char *type = strncmp(method, "rsa-", 4) == 0 ? "ssh-rsa" : method;
    for (size_t i = 0; i < hosts->count; i++)
        if (hosts->entries[i].marker == KNOWN_HOST_KEY && strcmp(hosts->entries[i].type, type) == 0)
            return true;
    return false;
}

char *known_hosts_methods(const struct known_hosts *hosts, const char *const *supported,
                          size_t count)
{
    struct buffer out = {0};
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < count; i++)
            if (has_type(hosts, supported[i]) == (pass == 0))
                buffer_printf(&out, "%s%s", out.length ? "," : "", supported[i]);
    return buffer_take(&out);
}

char *known_hosts_key_type(const void *key, size_t length)
{
    const unsigned char *bytes = key;
    if (length < 4)
        return NULL;
    size_t size =
        (size_t)bytes[0] << 24 | (size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3];
    if (size == 0 || size > 64 || size > length - 4)
        return NULL;
    for (size_t i = 0; i < size; i++)
        if (!isgraph(bytes[4 + i]))
            return NULL;
    return memory_substring((const char *)bytes + 4, size);
}

/* Whether the last line has no end: somebody wrote it with an editor that adds none. */
static bool is_open_ended(int fd)
{
    struct stat status;
    char last = '\n';
    return fd >= 0 && fstat(fd, &status) == 0 && status.st_size > 0 &&
           pread(fd, &last, 1, status.st_size - 1) == 1 && last != '\n';
}

bool known_hosts_append(const char *file, const char *name, const void *key, size_t length,
                        struct error *error)
{
    char *type = known_hosts_key_type(key, length);
    if (!type)
        return error_set(error, ERROR_NODE, "the server's host key cannot be read");
    char *encoded = base64_encode(key, length, true);
    char *line = NULL;
    bool done = path_make_parent(file, error);
    if (done) {
        /* One write, so that two consoles cannot mix their lines. */
        int fd = open(file, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
        line = memory_printf("%s%s %s %s\n", is_open_ended(fd) ? "\n" : "", name, type, encoded);
        if (fd < 0 || write(fd, line, strlen(line)) != (ssize_t)strlen(line))
            done = error_set(error, ERROR_REFUSED, "cannot add the host key to %s: %s", file,
                             strerror(errno));
        if (fd >= 0)
            close(fd);
    }
    free(line);
    free(encoded);
    free(type);
    return done;
}
