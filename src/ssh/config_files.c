#include "mtacon/ssh/config_files.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/path.h"
#include "mtacon/ssh/pattern.h"

enum { DEPTH_LIMIT = 16 /* as ssh has it */, WATCHED_LIMIT = 4096, NOWHERE = -1 };

/* A Host line: what follows it holds for the names that it matches. */
struct block {
    char *patterns; /* with blanks between; "*" of 'Match all' */
    int parent;     /* the block that its file was included in; NOWHERE */
};

/* A HostName line. */
struct host_name {
    char *value;
    int block;
};

struct config_files {
    char *file;
    char **watched; /* files and directories that the version is made of */
    size_t watched_count;
    struct block *blocks;
    size_t block_count;
    struct host_name *host_names;
    size_t host_name_count;
    bool kept, shared;   /* whether an answer may be */
    struct buffer state; /* the version; empty: not to be kept */
};

struct config_files *config_files_new(const char *file)
{
    struct config_files *files = memory_new(1, sizeof *files);
    files->file = memory_string(file);
    return files;
}

static void clear(struct config_files *files)
{
    for (size_t i = 0; i < files->watched_count; i++)
        free(files->watched[i]);
    for (size_t i = 0; i < files->block_count; i++)
        free(files->blocks[i].patterns);
    for (size_t i = 0; i < files->host_name_count; i++)
        free(files->host_names[i].value);
    free(files->watched);
    free(files->blocks);
    free(files->host_names);
    files->watched = NULL;
    files->blocks = NULL;
    files->host_names = NULL;
    files->watched_count = files->block_count = files->host_name_count = 0;
    files->kept = files->shared = true;
}

void config_files_free(struct config_files *files)
{
    if (!files)
        return;
    clear(files);
    buffer_clear(&files->state);
    free(files->file);
    free(files);
}

/* ---- reading ---- */

static void watch(struct config_files *files, const char *path)
{
    if (files->watched_count == WATCHED_LIMIT) {
        files->kept = false;
        return;
    }
    files->watched = memory_grow(files->watched, files->watched_count, sizeof *files->watched);
    files->watched[files->watched_count++] = memory_string(path);
}

static int add_block(struct config_files *files, const char *patterns, int parent)
{
    files->blocks = memory_grow(files->blocks, files->block_count, sizeof *files->blocks);
    files->blocks[files->block_count++] =
        (struct block){.patterns = memory_string(patterns), .parent = parent};
    return (int)files->block_count - 1;
}

static void add_host_name(struct config_files *files, const char *value, int block)
{
    files->host_names =
        memory_grow(files->host_names, files->host_name_count, sizeof *files->host_names);
    files->host_names[files->host_name_count++] =
        (struct host_name){.value = memory_string(value), .block = block};
}

/* `where` a file stands, for one level of Include. */
struct place {
    struct config_files *files;
    const char *base; /* of relative names: ~/.ssh or /etc/ssh */
    int parent;       /* the block that the file was included in */
    int block;        /* in which the current line is */
    int depth;
};

static void read_file(const struct place *place, const char *path);

/* A directory is watched for files that come. */
static void watch_directory(struct config_files *files, const char *path)
{
    char *copy = memory_string(path);
    char *wild = strpbrk(copy, "*?[");
    if (wild)
        *wild = '\0';
    char *slash = strrchr(copy, '/');
    if (slash) {
        slash[slash == copy] = '\0';
        watch(files, copy);
        /* Wildcards in a directory's name: what comes below is not watched. */
        if (wild && strchr(path + (wild - copy), '/'))
            files->kept = false;
    }
    free(copy);
}

static void include(const struct place *place, const char *name)
{
    const struct passwd *account = getpwuid(getuid());
    glob_t found = {0};
    if (name[0] == '~' && name[1] != '/')
        place->files->kept = false; /* of another account */
    char *path = name[0] == '/'   ? memory_string(name)
                 : name[0] == '~' ? memory_printf("%s%s", account ? account->pw_dir : "", name + 1)
                                  : memory_printf("%s/%s", place->base, name);
    watch_directory(place->files, path);
    watch(place->files, path);
    int status = glob(path, 0, NULL, &found);
    if (status != 0 && status != GLOB_NOMATCH)
        place->files->kept = false;
    for (size_t i = 0; status == 0 && i < found.gl_pathc; i++) {
        struct place inner = *place;
        inner.parent = inner.block = place->block;
        inner.depth++;
        read_file(&inner, found.gl_pathv[i]);
    }
    globfree(&found);
    free(path);
}

/* Lines whose tokens ssh fills in at the time they are used, and never shows filled in. */
static bool keeps_tokens(const char *keyword)
{
    static const char *const keywords[] = {"proxycommand", "controlpath", "localcommand",
                                           "remotecommand", "knownhostscommand"};
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strcasecmp(keyword, keywords[i]) == 0)
            return true;
    return false;
}

/* Match: 'all' is a Host line; of names and users an answer depends on the name alone; of anything
 * else (exec, localnetwork ...) on what it is today. */
static void take_match(struct place *place, char *value)
{
    struct config_files *files = place->files;
    bool criterion = true;
    if (strcasecmp(value, "all") == 0) {
        place->block = add_block(files, "*", place->parent);
        return;
    }
    files->shared = false;
    char *rest = NULL;
    for (char *word = strtok_r(value, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest)) {
        const char *name = word + (*word == '!');
        if (!criterion) {
            criterion = true;
            continue;
        }
        if (strcasecmp(name, "host") == 0 || strcasecmp(name, "originalhost") == 0 ||
            strcasecmp(name, "user") == 0 || strcasecmp(name, "localuser") == 0)
            criterion = false;
        else if (strcasecmp(name, "all") != 0 && strcasecmp(name, "final") != 0)
            files->kept = false;
    }
}

static void take_line(struct place *place, const char *keyword, char *value)
{
    struct config_files *files = place->files;
    char *rest = NULL;
    if (strcasecmp(keyword, "host") == 0) {
        place->block = add_block(files, value, place->parent);
    } else if (strcasecmp(keyword, "match") == 0) {
        take_match(place, value);
    } else if (strcasecmp(keyword, "include") == 0) {
        files->kept = files->kept && !strpbrk(value, "%$");
        for (char *word = strtok_r(value, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest))
            include(place, word);
    } else if (strcasecmp(keyword, "canonicalizehostname") == 0) {
        files->kept = files->kept && strcasecmp(value, "no") == 0;
    } else if (strcasecmp(keyword, "hostname") == 0) {
        add_host_name(files, value, place->block);
    } else if (strchr(value, '%') && !keeps_tokens(keyword)) {
        files->shared = false;
    }
}

/* Keywords that decide here. Quotes, escapes and comments in their lines are left to ssh. */
static bool is_structure(const char *keyword)
{
    static const char *const keywords[] = {"host", "match", "include", "hostname",
                                           "canonicalizehostname"};
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (strcasecmp(keyword, keywords[i]) == 0)
            return true;
    return false;
}

static void read_line(struct place *place, char *line)
{
    line += strspn(line, " \t\r\f");
    if (!*line || *line == '#')
        return;
    size_t length = strcspn(line, " \t\r\f=");
    char *value = line + length;
    size_t gap = strspn(value, " \t\r\f");
    if (value[gap] == '=')
        gap += 1 + strspn(value + gap + 1, " \t\r\f");
    char *keyword = memory_substring(line, length);
    value += gap;
    for (size_t end = strlen(value); end && strchr(" \t\r\f", value[end - 1]); end--)
        value[end - 1] = '\0';
    if (strchr(keyword, '"') || (is_structure(keyword) && strpbrk(value, "\"'\\#")))
        place->files->kept = false;
    else
        take_line(place, keyword, value);
    free(keyword);
}

static void read_file(const struct place *place, const char *path)
{
    struct place here = *place;
    struct stat status;
    char *line = NULL;
    size_t room = 0;
    watch(place->files, path);
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0) {
        place->files->kept = place->files->kept && errno == ENOENT;
        return;
    }
    FILE *file = fdopen(fd, "r");
    if (!file || fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) || here.depth > DEPTH_LIMIT) {
        place->files->kept = false;
    } else {
        ssize_t length;
        while ((length = getline(&line, &room, file)) > 0) {
            if (strlen(line) != (size_t)length)
                place->files->kept = false;
            line[strcspn(line, "\n")] = '\0';
            read_line(&here, line);
        }
    }
    free(line);
    if (file)
        fclose(file);
    else
        close(fd);
}

/* ssh takes the home directory of the account, not that of the environment. */
static void read_all(struct config_files *files)
{
    const struct passwd *account = getpwuid(getuid());
    char *home = memory_printf("%s/.ssh", account ? account->pw_dir : "");
    char *user = memory_printf("%s/config", home);
    struct place place = {.files = files, .base = home, .parent = NOWHERE, .block = NOWHERE};
    clear(files);
    if (files->file) {
        read_file(&place, files->file);
    } else {
        read_file(&place, user);
        place.base = "/etc/ssh";
        read_file(&place, "/etc/ssh/ssh_config");
    }
    free(user);
    free(home);
}

static bool add_versions(const struct config_files *files, struct buffer *out)
{
    bool settled = true;
    for (size_t i = 0; i < files->watched_count; i++)
        settled = path_version(files->watched[i], out) && settled;
    return settled;
}

const char *config_files_version(struct config_files *files)
{
    struct buffer now = {0};
    bool settled = add_versions(files, &now);
    if (!files->watched_count || !settled ||
        strcmp(buffer_text(&now), buffer_text(&files->state)) != 0) {
        read_all(files);
        buffer_reset(&now);
        settled = add_versions(files, &now);
        buffer_clear(&files->state);
        if (settled)
            buffer_append_text(&files->state, buffer_text(&now));
    }
    buffer_clear(&now);
    return files->kept && files->state.length ? buffer_text(&files->state) : NULL;
}

bool config_files_still(struct config_files *files, const char *version)
{
    const char *now = config_files_version(files);
    return now && strcmp(version, now) == 0;
}

/* ---- names ---- */

/* The host's name in a destination that is plain: USER@NAME or NAME, nothing that ssh might take
 * for more. NULL for any other. */
static const char *plain_host(const char *destination)
{
    static const char *const plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
    const char *at = strrchr(destination, '@');
    const char *host = at ? at + 1 : destination;
    return *host && *host != '-' && host[strspn(host, plain)] == '\0' ? host : NULL;
}

static bool block_matches(const struct config_files *files, int index, const char *host)
{
    if (index == NOWHERE)
        return true;
    const struct block *block = &files->blocks[index];
    return pattern_words_match(block->patterns, host) && block_matches(files, block->parent, host);
}

char *config_files_key(const struct config_files *files, const struct ssh_target *target)
{
    struct buffer key = {0};
    const char *host = plain_host(target->destination);
    buffer_printf(&key, "ssh -G %d\n%s\n", target->port, target->identity ? target->identity : "");
    if (!files->shared || !host) {
        buffer_append_text(&key, target->destination);
        return buffer_take(&key);
    }
    buffer_append(&key, target->destination, (size_t)(host - target->destination));
    buffer_append_char(&key, '\n');
    for (size_t i = 0; i < files->block_count; i++)
        if (block_matches(files, (int)i, host))
            buffer_printf(&key, "%zu ", i);
    return buffer_take(&key);
}

/* HostName takes %h and %% (ssh_config(5), TOKENS). NULL when it holds anything else. */
static char *fill_in(const char *value, const char *host)
{
    struct buffer out = {0};
    for (const char *at = value; *at; at++) {
        if (*at != '%')
            buffer_append_char(&out, *at);
        else if (*++at == 'h')
            buffer_append_text(&out, host);
        else
            buffer_append_char(&out, '%');
    }
    return out.length ? buffer_take(&out) : NULL;
}

/* The host's name as ssh finds it; the caller frees it. */
static char *host_name_of(const struct config_files *files, const char *host)
{
    char *name = NULL;
    for (size_t i = 0; i < files->host_name_count && !name; i++)
        if (block_matches(files, files->host_names[i].block, host))
            name = fill_in(files->host_names[i].value, host);
    if (!name)
        name = memory_string(host);
    for (char *at = name; *at; at++)
        *at = (char)tolower((unsigned char)*at);
    return name;
}

bool config_files_rename(const struct config_files *files, const struct ssh_target *target,
                         struct ssh_config *config)
{
    const char *host = plain_host(target->destination);
    if (!files->shared || !host || (config->host && strcmp(config->host, host) == 0))
        return true;
    if (!config->host)
        return false;
    char *expected = host_name_of(files, config->host);
    bool explained = strcmp(expected, config->hostname) == 0;
    free(expected);
    if (!explained)
        return false;
    memory_replace(&config->host, host);
    free(config->hostname);
    config->hostname = host_name_of(files, host);
    return true;
}
