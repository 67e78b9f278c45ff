#include "mtacon/ssh/known_hosts.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mtacon/base/base64.h"
#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/path.h"

static void add_entry(struct known_hosts *hosts, const char *file, int number, char *line)
{
    char *fields[4] = {0}, *rest = NULL;
    size_t count = 0;
    for (char *word = strtok_r(line, " \t", &rest); word && count < 4;
         word = strtok_r(NULL, " \t", &rest))
        fields[count++] = word;
    bool marked = count && fields[0][0] == '@';
    char **field = fields + (marked ? 1 : 0);
    if (count < (marked ? 4u : 3u))
        return;
    hosts->entries = memory_grow(hosts->entries, hosts->count, sizeof *hosts->entries);
    hosts->entries[hosts->count++] = (struct known_host){
        .file = memory_string(file),
        .type = memory_string(field[1]),
        .key = memory_string(field[2]),
        .line = number,
        .marker = !marked                                     ? KNOWN_HOST_KEY
                  : strcmp(fields[0], "@cert-authority") == 0 ? KNOWN_HOST_AUTHORITY
                                                              : KNOWN_HOST_REVOKED,
    };
}

void known_hosts_parse(struct known_hosts *hosts, const char *file, const char *text)
{
    char *copy = memory_string(text), *rest = NULL;
    int number = 0;
    for (char *line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        const char *found = line[0] == '#' ? strstr(line, " found: line ") : NULL;
        if (found)
            number = atoi(found + strlen(" found: line "));
        else if (line[0] != '#')
            add_entry(hosts, file, number, line);
    }
    free(copy);
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

bool known_hosts_append(const char *file, const char *name, const void *key, size_t length,
                        struct error *error)
{
    char *type = known_hosts_key_type(key, length);
    if (!type)
        return error_set(error, ERROR_NODE, "the server's host key cannot be read");
    char *encoded = base64_encode(key, length, true);
    char *line = memory_printf("%s %s %s\n", name, type, encoded);
    bool done = path_make_parent(file, error);
    if (done) {
        /* One write, so that two consoles cannot mix their lines. */
        int fd = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
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
