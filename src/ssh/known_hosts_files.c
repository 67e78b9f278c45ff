#include "mtacon/ssh/known_hosts_files.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/map.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/path.h"

enum { SIZE_LIMIT = 16 * 1024 * 1024 };

/* What was found for a name: in a file of hashed names that takes a hash of each line. */
struct finding {
    struct finding *next;
    struct known_hosts hosts;
    char name[];
};

struct known_hosts_file {
    struct known_hosts_file *next;
    char *path, *text;
    char *version; /* of `text`; NULL: it may have changed since unseen */
    struct finding *findings;
    struct map by_name; /* of them */
};

struct known_hosts_files {
    struct known_hosts_file *first;
};

struct known_hosts_files *known_hosts_files_new(void)
{
    return memory_new(1, sizeof(struct known_hosts_files));
}

static void forget(struct known_hosts_file *file)
{
    map_clear(&file->by_name);
    while (file->findings) {
        struct finding *finding = file->findings;
        file->findings = finding->next;
        known_hosts_clear(&finding->hosts);
        free(finding);
    }
}

void known_hosts_files_free(struct known_hosts_files *files)
{
    while (files && files->first) {
        struct known_hosts_file *file = files->first;
        files->first = file->next;
        forget(file);
        free(file->path);
        free(file->text);
        free(file->version);
        free(file);
    }
    free(files);
}

/* Only a regular file: anything else might keep the reader waiting. */
static char *read_text(const char *path)
{
    struct buffer out = {0};
    struct stat status;
    char bytes[32768];
    ssize_t count;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return memory_string("");
    if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
        while (out.length < SIZE_LIMIT && (count = read(fd, bytes, sizeof bytes)) > 0)
            buffer_append(&out, bytes, (size_t)count);
    close(fd);
    return out.length ? buffer_take(&out) : memory_string("");
}

static struct known_hosts_file *find(struct known_hosts_files *files, const char *path)
{
    for (struct known_hosts_file *file = files->first; file; file = file->next)
        if (strcmp(file->path, path) == 0)
            return file;
    struct known_hosts_file *file = memory_new(1, sizeof *file);
    file->path = memory_string(path);
    file->next = files->first;
    files->first = file;
    return file;
}

static const struct known_hosts *look_up(struct known_hosts_file *file, const char *name)
{
    struct finding *finding = map_find_name(&file->by_name, name);
    if (finding)
        return &finding->hosts;
    size_t size = strlen(name) + 1;
    finding = memory_new(1, sizeof *finding + size);
    memcpy(finding->name, name, size);
    finding->next = file->findings;
    file->findings = finding;
    known_hosts_search(&finding->hosts, file->path, file->text, name);
    map_add_name(&file->by_name, finding->name, finding);
    return &finding->hosts;
}

void known_hosts_files_search(struct known_hosts_files *files, const char *path, const char *name,
                              struct known_hosts *hosts)
{
    struct known_hosts_file *file = find(files, path);
    struct buffer version = {0};
    bool settled = path_version(path, &version);
    if (!file->version || strcmp(file->version, buffer_text(&version)) != 0) {
        free(file->text);
        forget(file);
        file->text = read_text(path);
        memory_replace(&file->version, settled ? buffer_text(&version) : NULL);
    }
    buffer_clear(&version);
    known_hosts_copy(hosts, look_up(file, name));
}
