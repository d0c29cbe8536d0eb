// One mail, through libcurl's SMTP: see the header.
#include "CMail.h"

#define CURL_DISABLE_TYPECHECK
#include <curl/curl.h>
// The function itself is wanted, not the macro that only counts arguments.
#undef curl_easy_setopt
#undef curl_easy_getinfo
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

/// libcurl brings some thirty libraries along. It is loaded when the first mail is sent, so that a command which sends none
/// starts without them.
static struct {
  __typeof__(&curl_global_init) global_init;
  __typeof__(&curl_easy_init) easy_init;
  __typeof__(&curl_easy_setopt) easy_setopt;
  __typeof__(&curl_easy_perform) easy_perform;
  __typeof__(&curl_easy_getinfo) easy_getinfo;
  __typeof__(&curl_easy_strerror) easy_strerror;
  __typeof__(&curl_easy_cleanup) easy_cleanup;
  __typeof__(&curl_slist_append) slist_append;
  __typeof__(&curl_slist_free_all) slist_free_all;
} api;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static int is_ready = 0;
static char why_not[256] = "libcurl did not start";

static void initialize(void) {
  void *library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    const char *reason = dlerror();
    snprintf(why_not, sizeof why_not, "libcurl, which sends mail, cannot be loaded (Debian's package: libcurl4): %s",
             reason ? reason : "unknown");
    return;
  }
#define FIND(name) (*(void **)(&api.name) = dlsym(library, "curl_" #name)) != NULL
  is_ready = FIND(global_init) && FIND(easy_init) && FIND(easy_setopt) && FIND(easy_perform) && FIND(easy_getinfo) &&
             FIND(easy_strerror) && FIND(easy_cleanup) && FIND(slist_append) && FIND(slist_free_all) &&
             api.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
#undef FIND
}

static int is_local(const char *url) {
  const char *host = strstr(url, "://");
  host = host ? host + 3 : url;
  size_t length = strcspn(host, ":/");
  return (length == 9 && (strncmp(host, "localhost", 9) == 0 || strncmp(host, "127.0.0.1", 9) == 0)) ||
         strncmp(host, "[::1]", 5) == 0;
}

struct rest {
  const char *bytes;
  size_t count;
};

static size_t read_rest(char *buffer, size_t size, size_t count, void *context) {
  struct rest *rest = context;
  size_t taken = size * count < rest->count ? size * count : rest->count;
  memcpy(buffer, rest->bytes, taken);
  rest->bytes += taken;
  rest->count -= taken;
  return taken;
}

int twin_mail_send(const char *url, const char *from, const char *to, const char *user, const char *password,
                   const char *mail, size_t mail_size, long connect_milliseconds, long milliseconds, long *reply,
                   char *problem, size_t problem_size) {
  char words[CURL_ERROR_SIZE] = "";
  *reply = 0;
  pthread_once(&once, initialize);
  CURL *curl = is_ready ? api.easy_init() : NULL;
  if (!curl) {
    snprintf(problem, problem_size, "%s", why_not);
    return CURLE_FAILED_INIT;
  }
  struct curl_slist *recipients = api.slist_append(NULL, to);
  struct rest rest = {mail, mail_size};

  api.easy_setopt(curl, CURLOPT_URL, url);
  api.easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  api.easy_setopt(curl, CURLOPT_MAIL_FROM, from);
  api.easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
  if (user) api.easy_setopt(curl, CURLOPT_USERNAME, user);
  if (password) api.easy_setopt(curl, CURLOPT_PASSWORD, password);
  api.easy_setopt(curl, CURLOPT_USE_SSL, (long)(password && !is_local(url) ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  api.easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  api.easy_setopt(curl, CURLOPT_READFUNCTION, read_rest);
  api.easy_setopt(curl, CURLOPT_READDATA, &rest);
  api.easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, connect_milliseconds);
  api.easy_setopt(curl, CURLOPT_TIMEOUT_MS, milliseconds);
  api.easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  api.easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
  CURLcode code = api.easy_perform(curl);
  api.easy_getinfo(curl, CURLINFO_RESPONSE_CODE, reply);
  if (code != CURLE_OK) snprintf(problem, problem_size, "%s", words[0] ? words : api.easy_strerror(code));

  api.slist_free_all(recipients);
  api.easy_cleanup(curl);
  return code;
}
