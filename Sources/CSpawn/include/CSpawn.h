// The few C lines that Swift cannot import: starting a browser that outlives us, with a pair of named pipes as its
// DevTools channel (descriptors 3 and 4), in a session of its own; and what looks after programs that must not.
#pragma once
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Starts `path` with `arguments` and `environment` (both NULL-terminated) in a new session, its descriptors 3 and 4 being
/// `commands` and `replies` opened for reading and writing (so that it never sees their other end close), standard input
/// and output /dev/null, standard error appended to `log`. Every other descriptor of ours is closed in it.
/// Returns 0 and sets `pid`, or the error number.
int cspawn_browser(const char *path, char *const arguments[], char *const environment[], const char *commands,
                   const char *replies, const char *log, pid_t *pid);

/// Starts a program in a new session with standard input `input` (-1: /dev/null), output and error /dev/null, descriptor 3
/// `held` (-1: none) and every other descriptor of ours closed in it. Returns 0 and sets `pid`, or the error number.
int cspawn_detached(const char *path, char *const arguments[], char *const environment[], int input, int held,
                    pid_t *pid);

/// A pipe whose two ends are closed in every program that is started. Returns 0, or the error number.
int cspawn_pipe(int ends[2]);

/// Makes a pipe's buffer larger (F_SETPIPE_SZ, which Glibc's module map lacks). Returns the new size or -1.
int cspawn_set_pipe_size(int descriptor, int bytes);

/// A descriptor that becomes readable when process `pid` ends, or -1 (pidfd_open; Linux 5.3).
int cspawn_watch(pid_t pid);

#ifdef __cplusplus
}
#endif
