#include "mtacon/store/archive.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/memory.h"
#include "mtacon/store/revision.h"

/* What nobody came for goes, the oldest first. */
enum { KEPT = 4 };

/* One that was asked for. The clerk has it until it is read. */
struct volume {
    struct volume *next;
    struct archive *archive;
    char hash[SHA256_HEX_SIZE];
    bool read, missing, good;
    struct policy policy;
    struct policy_revision revision;
    struct error error;
};

struct archive {
    struct clerk *clerk;
    struct volume *first; /* newest first */
};

/* ---- the clerk's ---- */

static void read_it(void *argument, struct store *store)
{
    struct volume *volume = argument;
    volume->good =
        revision_load(store, 0, volume->hash, &volume->policy, &volume->revision, &volume->error);
    volume->missing = !volume->good && !revision_known(store, volume->hash);
}

static void free_volume(struct volume *volume)
{
    policy_clear(&volume->policy);
    free(volume);
}

static void unlink_volume(struct archive *archive, const struct volume *volume)
{
    for (struct volume **at = &archive->first; *at; at = &(*at)->next) {
        if (*at != volume)
            continue;
        *at = volume->next;
        return;
    }
}

static void was_read(void *argument)
{
    struct volume *volume = argument;
    int kept = 0;
    volume->read = true;
    for (struct volume *at = volume->archive->first, *next; at; at = next) {
        next = at->next;
        if (!at->read || ++kept <= KEPT)
            continue;
        unlink_volume(volume->archive, at);
        free_volume(at);
    }
}

static const struct clerk_task reading = {read_it, was_read};

static void clear_it(void *argument, struct store *store)
{
    (void)store;
    policy_clear(argument);
}

static const struct clerk_task dropping = {clear_it, free};

/* ---- the owner's ---- */

struct archive *archive_new(struct clerk *clerk)
{
    struct archive *archive = memory_new(1, sizeof *archive);
    archive->clerk = clerk;
    return archive;
}

void archive_free(struct archive *archive)
{
    while (archive && archive->first) {
        struct volume *volume = archive->first;
        archive->first = volume->next;
        free_volume(volume);
    }
    free(archive);
}

static struct volume *new_volume(struct archive *archive, const char *hash)
{
    struct volume *volume = memory_new(1, sizeof *volume);
    volume->archive = archive;
    volume->next = archive->first;
    snprintf(volume->hash, sizeof volume->hash, "%s", hash);
    archive->first = volume;
    return volume;
}

static struct volume *find(const struct archive *archive, const char *hash)
{
    struct volume *volume = archive->first;
    while (volume && strcmp(volume->hash, hash) != 0)
        volume = volume->next;
    return volume;
}

void archive_put(struct archive *archive, const struct policy_revision *revision,
                 struct policy *policy)
{
    struct volume *volume = find(archive, revision->hash);
    if (volume && volume->read)
        return;
    /* One that is just being read is the clerk's: this one is found before it. */
    volume = new_volume(archive, revision->hash);
    volume->read = volume->good = true;
    volume->revision = *revision;
    volume->policy = *policy;
    *policy = (struct policy){.count = 0};
}

enum archive_answer archive_take(struct archive *archive, const char *hash, struct policy *policy,
                                 struct policy_revision *revision, struct error *error)
{
    struct volume *volume = find(archive, hash);
    if (!volume)
        clerk_do(archive->clerk, &reading, new_volume(archive, hash));
    if (!volume || !volume->read)
        return ARCHIVE_WAITS;
    enum archive_answer answer = volume->good      ? ARCHIVE_HERE
                                 : volume->missing ? ARCHIVE_MISSING
                                                   : ARCHIVE_FAILED;
    if (volume->good) {
        *policy = volume->policy;
        *revision = volume->revision;
        volume->policy = (struct policy){.count = 0};
    } else if (error) {
        *error = volume->error;
    }
    unlink_volume(archive, volume);
    free_volume(volume);
    return answer;
}

void archive_drop(struct archive *archive, struct policy *policy)
{
    struct policy *dropped = memory_new(1, sizeof *dropped);
    *dropped = *policy;
    *policy = (struct policy){.count = 0};
    clerk_do(archive->clerk, &dropping, dropped);
}
