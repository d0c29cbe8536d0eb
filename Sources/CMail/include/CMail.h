// One mail, through libcurl: its options are set by a macro with a variable argument, which Swift cannot call.
#ifndef TWIN_CMAIL_H
#define TWIN_CMAIL_H

#include <stddef.h>

/// Sends one mail: headers, an empty line and text, its lines ended by CR LF. Blocks. Returns 0, or libcurl's number of what
/// went wrong with its words in `problem`. `reply` is the server's last answer, 0 where there was none. User and password may
/// be null; with a password the connection must be encrypted, unless the server is on this machine.
int twin_mail_send(const char *url, const char *from, const char *to, const char *user, const char *password,
                   const char *mail, size_t mail_size, long connect_milliseconds, long milliseconds, long *reply,
                   char *problem, size_t problem_size);

#endif
