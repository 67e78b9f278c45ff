#include "mtacon/ssh/config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/memory.h"
#include "mtacon/base/path.h"
#include "mtacon/base/text.h"

void ssh_config_command(const struct ssh_target *target, char *port, char **argv, size_t size)
{
    const char *words[16] = {"ssh", "-G"};
    size_t count = 2;
    if (target->config_file) {
        words[count++] = "-F";
        words[count++] = target->config_file;
    }
    if (target->port) {
        snprintf(port, 8, "%d", target->port);
        words[count++] = "-p";
        words[count++] = port;
    }
    if (target->identity) {
        words[count++] = "-i";
        words[count++] = target->identity;
    }
    words[count++] = "--";
    words[count++] = target->destination;
    for (size_t i = 0; i < size; i++)
        argv[i] = i < count ? (char *)(unsigned long)words[i] : NULL;
}

static void add_file(char **files, const char *path)
{
    for (size_t i = 0; i < SSH_CONFIG_FILES; i++) {
        if (files[i])
            continue;
        files[i] = path_expand_home(path);
        return;
    }
}

static void add_files(char **files, char *value)
{
    char *rest = NULL;
    for (char *word = strtok_r(value, " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        add_file(files, word);
}

static void set_agent(struct ssh_config *config, const char *value)
{
    free(config->identity_agent);
    config->identity_agent = NULL;
    if (strcmp(value, "none") == 0)
        return;
    if (strcmp(value, "SSH_AUTH_SOCK") == 0)
        config->identity_agent = memory_string(getenv("SSH_AUTH_SOCK"));
    else if (value[0] == '$')
        config->identity_agent = memory_string(getenv(value + 1));
    else
        config->identity_agent = path_expand_home(value);
}

static void set(struct ssh_config *config, const char *key, char *value)
{
    bool yes = strcmp(value, "no") != 0 && strcmp(value, "false") != 0;
    bool none = strcmp(value, "none") == 0;
    int64_t number = 0;
    if (strcmp(key, "host") == 0)
        memory_replace(&config->host, value);
    else if (strcmp(key, "hostname") == 0)
        memory_replace(&config->hostname, value);
    else if (strcmp(key, "user") == 0)
        memory_replace(&config->user, value);
    else if (strcmp(key, "port") == 0)
        memory_replace(&config->port, value);
    else if (strcmp(key, "hostkeyalias") == 0)
        memory_replace(&config->host_key_alias, none ? NULL : value);
    else if (strcmp(key, "proxycommand") == 0)
        memory_replace(&config->proxy_command, none ? NULL : value);
    else if (strcmp(key, "proxyjump") == 0)
        memory_replace(&config->proxy_jump, none ? NULL : value);
    else if (strcmp(key, "identityagent") == 0)
        set_agent(config, value);
    else if (strcmp(key, "identityfile") == 0)
        add_file(config->identity_files, value);
    else if (strcmp(key, "userknownhostsfile") == 0)
        add_files(config->user_known_hosts, value);
    else if (strcmp(key, "globalknownhostsfile") == 0)
        add_files(config->global_known_hosts, value);
    else if (strcmp(key, "revokedhostkeys") == 0 && !none)
        config->beyond = "libssh2 reads no RevokedHostKeys";
    else if (strcmp(key, "knownhostscommand") == 0 && !none)
        config->beyond = "libssh2 runs no KnownHostsCommand";
    else if (strcmp(key, "identitiesonly") == 0)
        config->identities_only = yes;
    else if (strcmp(key, "pubkeyauthentication") == 0)
        config->public_key = yes;
    else if (strcmp(key, "kbdinteractiveauthentication") == 0)
        config->keyboard_interactive = yes;
    else if (strcmp(key, "passwordauthentication") == 0)
        config->password = yes;
    else if (strcmp(key, "gssapiauthentication") == 0)
        config->gssapi = yes;
    else if (strcmp(key, "compression") == 0)
        config->compression = yes;
    else if (strcmp(key, "stricthostkeychecking") == 0)
        config->accept_new = strcmp(value, "accept-new") == 0;
    else if (strcmp(key, "connecttimeout") == 0 && text_number(value, 1, 3600, &number))
        config->connect_timeout = (int)number;
}

bool ssh_config_parse(const char *text, struct ssh_config *config, struct error *error)
{
    *config =
        (struct ssh_config){.public_key = true, .keyboard_interactive = true, .password = true};
    config->identity_agent = memory_string(getenv("SSH_AUTH_SOCK"));
    char *copy = memory_string(text), *rest = NULL;
    for (char *line = strtok_r(copy, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
        char *value = strchr(line, ' ');
        if (!value)
            continue;
        *value++ = '\0';
        set(config, line, value);
    }
    free(copy);
    if (config->hostname && config->user && config->port)
        return true;
    ssh_config_clear(config);
    return error_set(error, ERROR_NODE, "ssh -G gave no host name, user and port");
}

void ssh_config_clear(struct ssh_config *config)
{
    free(config->host);
    free(config->hostname);
    free(config->user);
    free(config->port);
    free(config->host_key_alias);
    free(config->proxy_command);
    free(config->proxy_jump);
    free(config->identity_agent);
    for (size_t i = 0; i < SSH_CONFIG_FILES; i++) {
        free(config->identity_files[i]);
        free(config->user_known_hosts[i]);
        free(config->global_known_hosts[i]);
    }
    *config = (struct ssh_config){0};
}

char *ssh_config_known_name(const struct ssh_config *config)
{
    if (config->host_key_alias)
        return memory_string(config->host_key_alias);
    if (strcmp(config->port, "22") == 0)
        return memory_string(config->hostname);
    return memory_printf("[%s]:%s", config->hostname, config->port);
}

/* A user name or host that a shell would take apart is refused, as ssh itself does. */
static bool plain_word(const char *word)
{
    return word[0] != '-' && !strpbrk(word, "'`\";&<>|(){}$\\\n\t ");
}

char *ssh_config_proxy_command(const struct ssh_config *config, const struct ssh_target *target,
                               struct error *error)
{
    struct buffer out = {0};
    for (const char *at = config->proxy_command; *at; at++) {
        const char *value = NULL;
        if (*at != '%') {
            buffer_append_char(&out, *at);
            continue;
        }
        at++;
        if (*at == 'h')
            value = config->hostname;
        else if (*at == 'p')
            value = config->port;
        else if (*at == 'r')
            value = config->user;
        else if (*at == 'n')
            value = target->destination;
        else if (*at == '%')
            value = "%";
        if (!value || !plain_word(value)) {
            error_set(error, ERROR_NODE, "%s: cannot fill in %%%c of ProxyCommand '%s'",
                      target->name, *at ? *at : ' ', config->proxy_command);
            buffer_clear(&out);
            return NULL;
        }
        buffer_append_text(&out, value);
    }
    return buffer_take(&out);
}
