#include "mtacon/ssh/agent.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"

enum {
    REQUEST_IDENTITIES = 11,
    IDENTITIES_ANSWER = 12,
    SIGN_REQUEST = 13,
    SIGN_RESPONSE = 14,
    ANSWER_LIMIT = 256 * 1024,
    IDENTITIES_LIMIT = 64,
};

struct ssh_agent {
    int fd;
    struct loop_watch *watch;
    struct buffer out, in;
    struct ssh_identity *identities;
    size_t count;
    int listed;
    size_t signing; /* index + 1 of the identity being asked; 0: none */
    int signed_state;
    struct buffer signature;
    void (*changed)(void *);
    void *argument;
};

/* Takes a counted string off the front; false when the bytes do not hold one. */
static bool take_string(const unsigned char **at, size_t *left, const unsigned char **string,
                        size_t *length)
{
    if (*left < 4)
        return false;
    size_t size =
        (size_t)(*at)[0] << 24 | (size_t)(*at)[1] << 16 | (size_t)(*at)[2] << 8 | (*at)[3];
    if (size > *left - 4)
        return false;
    *string = *at + 4;
    *length = size;
    *at += 4 + size;
    *left -= 4 + size;
    return true;
}

static void fail(struct ssh_agent *agent)
{
    loop_watch_free(agent->watch);
    agent->watch = NULL;
    if (agent->listed == 0)
        agent->listed = -1;
    agent->signed_state = -1;
}

static void read_identities(struct ssh_agent *agent, const unsigned char *at, size_t left)
{
    if (left < 4) {
        fail(agent);
        return;
    }
    at += 4;
    left -= 4;
    const unsigned char *key = NULL, *comment = NULL;
    size_t key_length = 0, comment_length = 0;
    while (agent->count < IDENTITIES_LIMIT && take_string(&at, &left, &key, &key_length) &&
           take_string(&at, &left, &comment, &comment_length)) {
        agent->identities = memory_grow(agent->identities, agent->count, sizeof *agent->identities);
        struct ssh_identity *identity = &agent->identities[agent->count++];
        identity->key = memory_new(key_length + 1, 1);
        memcpy(identity->key, key, key_length);
        identity->length = key_length;
        identity->comment = memory_substring((const char *)comment, comment_length);
    }
    agent->listed = 1;
}

static void read_signature(struct ssh_agent *agent, const unsigned char *at, size_t left)
{
    const unsigned char *blob = NULL, *type = NULL, *bytes = NULL;
    size_t blob_length = 0, type_length = 0, length = 0;
    if (!take_string(&at, &left, &blob, &blob_length) ||
        !take_string(&blob, &blob_length, &type, &type_length) ||
        !take_string(&blob, &blob_length, &bytes, &length)) {
        agent->signed_state = -1;
        return;
    }
    buffer_reset(&agent->signature);
    buffer_append(&agent->signature, bytes, length);
    agent->signed_state = 1;
}

static void read_answers(struct ssh_agent *agent)
{
    while (agent->watch && agent->in.length >= 5) {
        const unsigned char *at = (const unsigned char *)agent->in.data;
        size_t size = (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
        if (size == 0 || size > ANSWER_LIMIT) {
            fail(agent);
            return;
        }
        if (agent->in.length < 4 + size)
            return;
        if (at[4] == IDENTITIES_ANSWER && agent->listed == 0)
            read_identities(agent, at + 5, size - 1);
        else if (at[4] == SIGN_RESPONSE && agent->signing)
            read_signature(agent, at + 5, size - 1);
        else if (agent->listed == 0)
            agent->listed = -1;
        else
            agent->signed_state = -1;
        buffer_consume(&agent->in, 4 + size);
    }
}

static void ready(void *argument, short events)
{
    struct ssh_agent *agent = argument;
    char bytes[4096];
    if (agent->out.length && (events & POLLOUT)) {
        ssize_t sent = send(agent->fd, agent->out.data, agent->out.length, MSG_NOSIGNAL);
        if (sent > 0)
            buffer_consume(&agent->out, (size_t)sent);
    }
    ssize_t count = recv(agent->fd, bytes, sizeof bytes, 0);
    if (count > 0)
        buffer_append(&agent->in, bytes, (size_t)count);
    else if (count == 0 || (errno != EAGAIN && errno != EINTR))
        fail(agent);
    read_answers(agent);
    if (agent->watch)
        loop_watch_set_events(agent->watch, agent->out.length ? POLLIN | POLLOUT : POLLIN);
    agent->changed(agent->argument);
}

struct ssh_agent *ssh_agent_open(struct loop *loop, const char *path,
                                 void (*changed)(void *argument), void *argument)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof address.sun_path)
        return NULL;
    strcpy(address.sun_path, path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (fd < 0)
        return NULL;
    if (connect(fd, (struct sockaddr *)&address, sizeof address) < 0) {
        close(fd);
        return NULL;
    }
    struct ssh_agent *agent = memory_new(1, sizeof *agent);
    agent->fd = fd;
    agent->changed = changed;
    agent->argument = argument;
    agent->watch = loop_watch_new(loop, fd, POLLIN | POLLOUT, ready, agent);
    buffer_append_uint32(&agent->out, 1);
    buffer_append_char(&agent->out, REQUEST_IDENTITIES);
    return agent;
}

void ssh_agent_free(struct ssh_agent *agent)
{
    if (!agent)
        return;
    loop_watch_free(agent->watch);
    close(agent->fd);
    for (size_t i = 0; i < agent->count; i++) {
        free(agent->identities[i].key);
        free(agent->identities[i].comment);
    }
    free(agent->identities);
    buffer_clear(&agent->in);
    buffer_clear(&agent->out);
    buffer_clear(&agent->signature);
    free(agent);
}

int ssh_agent_listed(const struct ssh_agent *agent)
{
    return agent->listed;
}

size_t ssh_agent_count(const struct ssh_agent *agent)
{
    return agent->count;
}

const struct ssh_identity *ssh_agent_identity(const struct ssh_agent *agent, size_t index)
{
    return &agent->identities[index];
}

int ssh_agent_sign(struct ssh_agent *agent, size_t index, const unsigned char *data, size_t length,
                   unsigned char **signature, size_t *signature_length)
{
    if (agent->signing != index + 1) {
        const struct ssh_identity *identity = &agent->identities[index];
        if (!agent->watch)
            return -1;
        agent->signing = index + 1;
        agent->signed_state = 0;
        buffer_append_uint32(&agent->out, (uint32_t)(1 + 4 + identity->length + 4 + length + 4));
        buffer_append_char(&agent->out, SIGN_REQUEST);
        buffer_append_string(&agent->out, identity->key, identity->length);
        buffer_append_string(&agent->out, data, length);
        buffer_append_uint32(&agent->out, 0);
        loop_watch_set_events(agent->watch, POLLIN | POLLOUT);
    }
    if (agent->signed_state != 1)
        return agent->signed_state;
    *signature = memory_new(agent->signature.length + 1, 1);
    memcpy(*signature, agent->signature.data, agent->signature.length);
    *signature_length = agent->signature.length;
    return 1;
}
