#include "mtacon/ssh/known_hosts_files.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/path.h"

enum { SIZE_LIMIT = 16 * 1024 * 1024 };

struct known_hosts_file {
    struct known_hosts_file *next;
    char *path, *text;
    char *version; /* of `text`; NULL: it may have changed since unseen */
};

struct known_hosts_files {
    struct known_hosts_file *first;
};

struct known_hosts_files *known_hosts_files_new(void)
{
    return memory_new(1, sizeof(struct known_hosts_files));
}

void known_hosts_files_free(struct known_hosts_files *files)
{
    while (files && files->first) {
        struct known_hosts_file *file = files->first;
        files->first = file->next;
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

void known_hosts_files_search(struct known_hosts_files *files, const char *path, const char *name,
                              struct known_hosts *hosts)
{
    struct known_hosts_file *file = find(files, path);
    struct buffer version = {0};
    bool settled = path_version(path, &version);
    if (!file->version || strcmp(file->version, buffer_text(&version)) != 0) {
        free(file->text);
        file->text = read_text(path);
        memory_replace(&file->version, settled ? buffer_text(&version) : NULL);
    }
    buffer_clear(&version);
    known_hosts_search(hosts, path, file->text, name);
}
