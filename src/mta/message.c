#include "mtacon/mta/message.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "mtacon/base/buffer.h"
#include "mtacon/base/text.h"

static void copy(char *out, size_t size, const json_t *value)
{
    struct buffer visible = {0};
    if (json_is_string(value))
        text_visible(&visible, json_string_value(value), json_string_length(value));
    snprintf(out, size, "%s", buffer_text(&visible));
    buffer_clear(&visible);
}

static bool is_in(const char *address, const char *domain)
{
    const char *at = strrchr(address, '@');
    return at && strcasecmp(at + 1, domain) == 0;
}

/* The one that the operator asked about; the first, where that is any. */
static size_t choose(const json_t *recipients, const char *domain)
{
    for (size_t i = 0; i < json_array_size(recipients) && *domain; i++) {
        const json_t *address = json_object_get(json_array_get(recipients, i), "address");
        if (json_is_string(address) && is_in(json_string_value(address), domain))
            return i;
    }
    return 0;
}

/* The recipients beside the chosen one. */
static void take_more(struct mta_message *message, const json_t *recipients, size_t chosen)
{
    size_t used = 0;
    for (size_t i = 0; i < json_array_size(recipients); i++) {
        const json_t *one = json_array_get(recipients, i);
        char address[sizeof message->recipient], why[sizeof message->reason];
        copy(address, sizeof address, json_object_get(one, "address"));
        copy(why, sizeof why, json_object_get(one, "delay_reason"));
        if (i == chosen)
            continue;
        size_t length = strlen(address) + (*why ? 2 + strlen(why) : 0) + 1;
        if (used + length >= sizeof message->more)
            break;
        snprintf(message->more + used, sizeof message->more - used, "%s%s%s\n", address,
                 *why ? ": " : "", why);
        used += length;
        message->more_count++;
    }
}

bool mta_message_parse(const char *line, size_t length, const char *domain,
                       struct mta_message *message)
{
    *message = (struct mta_message){0};
    json_t *root = json_loadb(line, length, JSON_REJECT_DUPLICATES, NULL);
    const json_t *recipients = json_object_get(root, "recipients");
    size_t chosen = choose(recipients, domain);
    const json_t *first = json_array_get(recipients, chosen);
    bool good = json_is_string(json_object_get(root, "queue_id")) &&
                json_is_integer(json_object_get(root, "arrival_time")) && json_is_array(recipients);
    if (good) {
        copy(message->queue, sizeof message->queue, json_object_get(root, "queue_name"));
        copy(message->id, sizeof message->id, json_object_get(root, "queue_id"));
        copy(message->sender, sizeof message->sender, json_object_get(root, "sender"));
        copy(message->recipient, sizeof message->recipient, json_object_get(first, "address"));
        copy(message->reason, sizeof message->reason, json_object_get(first, "delay_reason"));
        message->arrival = json_integer_value(json_object_get(root, "arrival_time"));
        message->size = json_integer_value(json_object_get(root, "message_size"));
        message->recipients = (int)json_array_size(recipients);
        take_more(message, recipients, chosen);
    }
    json_decref(root);
    return good;
}
