#include "mtacon/core/failure.h"

#include <stdlib.h>
#include <string.h>

void log_piece_clear(struct log_piece *piece)
{
    free(piece->counts);
    free(piece->samples);
    free(piece->gap);
    free(piece->refused);
    *piece = (struct log_piece){0};
}

bool log_cursor_equal(const struct log_cursor *one, const struct log_cursor *other)
{
    return one->offset == other->offset && strcmp(one->fingerprint, other->fingerprint) == 0;
}
