/* Why a delivery failed, in the words of the mail server, so turned that a narrow column shows what
 * tells it from others. */
#ifndef MTACON_MTA_REASON_H
#define MTACON_MTA_REASON_H

#include <stddef.h>

/* Its telling end first, then '; ' and what stood before it: 'Connection refused; connect to
 * mx.example[192.0.2.1]:25'. No word is lost, only 'delivery temporarily suspended' comes last.
 * Reasons of another form stay as they are. Returns out. */
const char *mta_reason_turn(char *out, size_t size, const char *reason);

#endif
