// One mail, through libcurl's SMTP: see the header.
#include "CMail.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static CURLcode ready = CURLE_FAILED_INIT;
static void initialize(void) { ready = curl_global_init(CURL_GLOBAL_DEFAULT); }

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
  CURL *curl = ready == CURLE_OK ? curl_easy_init() : NULL;
  if (!curl) {
    snprintf(problem, problem_size, "libcurl did not start");
    return CURLE_FAILED_INIT;
  }
  struct curl_slist *recipients = curl_slist_append(NULL, to);
  struct rest rest = {mail, mail_size};

  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_MAIL_FROM, from);
  curl_easy_setopt(curl, CURLOPT_MAIL_RCPT, recipients);
  if (user) curl_easy_setopt(curl, CURLOPT_USERNAME, user);
  if (password) curl_easy_setopt(curl, CURLOPT_PASSWORD, password);
  curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(password && !is_local(url) ? CURLUSESSL_ALL : CURLUSESSL_TRY));
  curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt(curl, CURLOPT_READFUNCTION, read_rest);
  curl_easy_setopt(curl, CURLOPT_READDATA, &rest);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, connect_milliseconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, milliseconds);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, words);
  CURLcode code = curl_easy_perform(curl);
  curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, reply);
  if (code != CURLE_OK) snprintf(problem, problem_size, "%s", words[0] ? words : curl_easy_strerror(code));

  curl_slist_free_all(recipients);
  curl_easy_cleanup(curl);
  return code;
}
