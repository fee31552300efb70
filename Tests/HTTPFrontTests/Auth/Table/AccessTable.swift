// Who may ask for what: every route of the front, the scope it takes, and what it says to those to whom the thing in
// question does not belong. A route that is not here fails AuthorityTests.

@testable import HTTPFront

enum AccessTable {
  static let rows = references + existing + jobs + batches + schedules + queues + claims + daemon

  private static let job = "/v1/jobs/{id}"

  /// What names other things in the body of a submission.
  private static let references: [AccessRow] = [
    AccessRow("POST", "/v1/jobs", .submit, .job, .forbidden, body: #"{"copy_of":$job,"hold":true}"#),
    AccessRow("POST", "/v1/jobs?dry_run=true", .submit, .job, .forbidden, body: #"{"copy_of":$job,"hold":true}"#),
    AccessRow(
      "POST", "/v1/jobs", .submit, .batch, .forbidden, body: #"{\#(own),"then":[{"job":{\#(own),"batch":$batch}}]}"#),
    AccessRow(
      "POST", "/v1/jobs", .submit, .batch, .forbidden,
      body: #"{\#(own),"then":[{"job":{\#(own),"after":[{"batch":$batch}]}}]}"#),
    AccessRow(
      "POST", "/v1/batches", .submit, .batch, .forbidden, body: #"{"jobs":[{\#(own),"after":[{"batch":$batch}]}]}"#),
    AccessRow(
      "PUT", "/v1/schedules/own", .submit, .batch, .forbidden,
      body: #"{"every":"1h","job":{\#(own),"after":[{"batch":$batch}]}}"#),
  ]

  /// Whether a queue is there, and which has a name like it, is for who may use it.
  private static let existing: [AccessRow] = [
    AccessRow("POST", "/v1/jobs?create_queue=false", .submit, .queue, .forbidden, body: #"{\#(queued),"hold":true}"#),
    AccessRow(
      "POST", "/v1/jobs?create_queue=false", .submit, .queue, .forbidden,
      body: #"{\#(own),"hold":true,"then":[{"job":{\#(queued)}}]}"#),
    AccessRow("POST", "/v1/batches?create_queue=false", .submit, .queue, .forbidden, body: #"{"jobs":[{\#(queued)}]}"#),
    AccessRow(
      "PUT", "/v1/schedules/own?create_queue=false", .submit, .queue, .forbidden,
      body: #"{"every":"1h","job":{\#(queued)}}"#),
    AccessRow(
      "PATCH", "/v1/jobs/$mine?create_queue=false", .submit, .queue, .forbidden, body: #"{"queue":"$queue"}"#),
  ]

  private static let queued = #""handler":"noop","executor":"remote","queue":"$queue""#

  private static let jobs: [AccessRow] = [
    AccessRow("POST", "/v1/jobs", .submit, .work, .forbidden, body: #"{"hold":true,$work}"#),
    AccessRow("POST", "/v1/jobs?dry_run=true", .submit, .work, .forbidden, body: #"{"hold":true,$work}"#),
    AccessRow(
      "POST", "/v1/jobs", .submit, .work, .forbidden, body: #"{"hold":true,$work}"#, type: "application/x-ndjson"),
    AccessRow("POST", "/v1/jobs", .submit, .work, .forbidden, body: #"{\#(own),"hold":true,"then":[{"job":{$work}}]}"#),
    AccessRow("POST", "/v1/jobs", .submit, .job, .forbidden, isForJobs: true, body: #"{\#(own),"after":[$job]}"#),
    AccessRow(
      "POST", "/v1/jobs?dry_run=true", .submit, .job, .forbidden, isForJobs: true, body: #"{\#(own),"after":[$job]}"#),
    AccessRow(
      "POST", "/v1/jobs", .submit, .job, .forbidden,
      body: #"{\#(own),"hold":true,"then":[{"job":{\#(own),"after":[$job]}}]}"#),
    AccessRow("POST", "/v1/jobs", .submit, .batch, .forbidden, body: #"{\#(own),"after":[{"batch":$batch}]}"#),
    AccessRow("POST", "/v1/jobs", .submit, .batch, .forbidden, body: #"{\#(own),"hold":true,"batch":$batch}"#),
    AccessRow("GET", "/v1/jobs", .read),
    AccessRow("GET", "/v1/jobs?queue=$queue", .read, .queue, .silent),
    AccessRow("GET", "/v1/jobs?batch=$batch", .read, .batch, .silent),
    AccessRow("GET", "/v1/jobs?schedule=$schedule", .read, .schedule, .silent),
    AccessRow("GET", "/v1/jobs?order=priority", .read),
    AccessRow("GET", "/v1/jobs?order=finished", .read),
    AccessRow("GET", "/v1/jobs?q=a&reason=exit&exit_code=1&attempts=1", .read),
    AccessRow("GET", "/v1/search?q=a", .read),
    AccessRow("GET", "/v1/search?q=$schedule", .read, .schedule, .silent),
    AccessRow("GET", job, .read, .job, .hidden, isForJobs: true),
    AccessRow("GET", job + "?view=full", .read, .job, .hidden, isForJobs: true),
    AccessRow("GET", job + "?wait=0s", .read, .job, .hidden, isForJobs: true),
    AccessRow("PATCH", job, .submit, .job, .hidden, body: #"{"name":"n"}"#),
    AccessRow("PATCH", "/v1/jobs/$mine", .submit, .job, .forbidden, body: #"{"after":[$job]}"#),
    AccessRow("PATCH", "/v1/jobs/$mine", .submit, .queue, .forbidden, body: #"{"queue":"$queue"}"#),
    AccessRow("DELETE", job, .admin, .job, .hidden),
    AccessRow("POST", job + "/cancel", .submit, .job, .hidden),
    AccessRow("POST", job + "/retry", .submit, .job, .hidden),
    AccessRow("POST", job + "/hold", .submit, .job, .hidden),
    AccessRow("POST", job + "/release", .submit, .job, .hidden),
    AccessRow("POST", job + "/run", .submit, .job, .hidden),
    AccessRow("POST", job + "/signal", .submit, .job, .hidden, body: #"{"signal":"TERM"}"#),
    AccessRow(
      "POST", job + "/stdin?close=true", .submit, .job, .hidden, body: "x", type: "application/octet-stream"),
    AccessRow("POST", job + "/progress", .submit, .job, .hidden, isForJobs: true, body: #"{"fraction":0.5}"#),
    AccessRow("GET", job + "/result", .read, .job, .hidden),
    AccessRow("GET", job + "/log", .read, .job, .hidden),
    AccessRow("GET", job + "/why", .read, .job, .hidden),
    AccessRow("GET", job + "/callbacks", .read, .job, .hidden),
    AccessRow("POST", job + "/callbacks", .submit, .job, .hidden, body: #"{"url":"http://127.0.0.1:9/"}"#),
    AccessRow("DELETE", job + "/callbacks", .submit, .job, .hidden),
    AccessRow("POST", job + "/complete", .submit, .job, .hidden),
    AccessRow("POST", job + "/fail", .submit, .job, .hidden, body: #"{"error":"no"}"#),
    AccessRow(
      "POST", "/v1/jobs:cancel", .admin, .queue, .silent, body: #"{"filter":{"queue":"$queue"},"dry_run":true}"#),
    AccessRow("POST", "/v1/jobs:retry", .admin, .batch, .silent, body: #"{"filter":{"batch":$batch},"dry_run":true}"#),
    AccessRow("POST", "/v1/jobs:delete", .admin, body: #"{"filter":{"state":"active"},"dry_run":true}"#),
    AccessRow("POST", "/v1/jobs:hold", .admin, .queue, .silent, body: #"{"filter":{"queue":"$queue"},"dry_run":true}"#),
    AccessRow(
      "POST", "/v1/jobs:release", .admin, .batch, .silent, body: #"{"filter":{"batch":$batch},"dry_run":true}"#),
    AccessRow(
      "POST", "/v1/jobs:edit", .admin, .queue, .silent,
      body: #"{"filter":{"queue":"$queue"},"dry_run":true,"set":{"priority":1}}"#),
    AccessRow(
      "POST", "/v1/jobs:edit", .admin, .job, .forbidden,
      body: #"{"filter":{"queue":"mine"},"dry_run":true,"set":{"after":[$job]}}"#),
    AccessRow(
      "POST", "/v1/jobs:edit", .admin, .queue, .forbidden,
      body: #"{"filter":{"queue":"mine"},"dry_run":true,"set":{"queue":"$queue"}}"#),
    AccessRow("POST", "/v1/jobs:switch", .submit, .job, .hidden, body: #"{"a":$job,"b":$job}"#),
    AccessRow("POST", "/v1/wait", .read, .job, .hidden, body: #"{"ids":[$job],"timeout":"0s"}"#),
    AccessRow("POST", "/v1/wait", .read, .batch, .hidden, body: #"{"batch":$batch,"timeout":"0s"}"#),
    AccessRow("POST", "/v1/wait", .read, .queue, .hidden, body: #"{"queue":"$queue","timeout":"0s"}"#),
    AccessRow("POST", "/v1/wait", .read, .batch, .silent, body: #"{"filter":{"batch":$batch},"timeout":"0s"}"#),
  ]

  /// Work that is within everybody's limits.
  static let own = #""handler":"noop","executor":"remote","queue":"mine""#

  private static let batch = "/v1/batches/{id}"

  private static let batches: [AccessRow] = [
    AccessRow("POST", "/v1/batches", .submit, .work, .forbidden, body: #"{"jobs":[{$work}]}"#),
    AccessRow("POST", "/v1/batches", .submit, .job, .forbidden, body: #"{"jobs":[{\#(own),"after":[$job]}]}"#),
    AccessRow("GET", "/v1/batches", .read),
    AccessRow("GET", batch, .read, .batch, .hidden),
    AccessRow("GET", batch + "?results=true&wait=0s", .read, .batch, .hidden),
    AccessRow("POST", batch + "/close", .submit, .batch, .hidden),
    AccessRow("POST", batch + "/cancel", .submit, .batch, .hidden),
  ]

  private static let schedule = "/v1/schedules/{name}"

  private static let schedules: [AccessRow] = [
    AccessRow("GET", "/v1/schedules", .read),
    AccessRow("GET", schedule, .read, .schedule, .hidden),
    // Whether a name is taken by somebody else cannot be hidden from those who want it.
    AccessRow("PUT", "/v1/schedules/own", .submit, .work, .forbidden, body: #"{"every":"1h","job":{$work}}"#),
    AccessRow(
      "PUT", "/v1/schedules/own", .submit, .job, .forbidden, body: #"{"every":"1h","job":{\#(own),"after":[$job]}}"#),
    AccessRow("GET", schedule + "/preview", .read, .schedule, .hidden),
    AccessRow("POST", schedule + "/run", .submit, .schedule, .hidden),
    AccessRow("POST", schedule + "/pause", .submit, .schedule, .hidden),
    AccessRow("POST", schedule + "/resume", .submit, .schedule, .hidden),
    AccessRow("DELETE", schedule, .submit, .schedule, .hidden),
  ]

  private static let queue = "/v1/queues/{name}"

  private static let queues: [AccessRow] = [
    AccessRow("GET", "/v1/queues", .read),
    AccessRow("GET", queue, .read, .queue, .hidden),
    AccessRow("PUT", queue, .admin, .queue, .hidden, body: #"{"slots":7}"#),
    AccessRow("PUT", queue, .admin, .queue, .hidden, body: #"{"callbacks":[{"url":"http://127.0.0.1:9/"}]}"#),
    AccessRow("PUT", queue, .admin, .queue, .hidden, body: #"{"callbacks":null}"#),
    AccessRow("DELETE", queue, .admin, .queue, .hidden),
    AccessRow("POST", queue + "/pause", .admin, .queue, .hidden),
    AccessRow("POST", queue + "/resume", .admin, .queue, .hidden),
  ]

  private static let claim = "/v1/claims/{fence}"

  private static let claims: [AccessRow] = [
    AccessRow("POST", "/v1/claims", .work, .queue, .forbidden, body: #"{"queues":["$queue"]}"#),
    AccessRow("POST", "/v1/claims", .work, body: #"{"handlers":["noop"]}"#),
    AccessRow("POST", "/v1/claims:heartbeat", .work, .fence, .silent, body: #"{"fences":["$fence"]}"#),
    AccessRow(
      "POST", "/v1/claims:complete", .work, .fence, .silent, body: #"{"fence":"$fence"}"#, type: "application/x-ndjson"),
    AccessRow("POST", claim + "/heartbeat", .work, .fence, .hidden, body: #"{"progress":{"fraction":0.5}}"#),
    AccessRow("POST", claim + "/log", .work, .fence, .hidden, body: "x", type: "application/octet-stream"),
    AccessRow("PUT", claim + "/checkpoint", .work, .fence, .hidden, body: "x", type: "application/octet-stream"),
    AccessRow("POST", claim + "/release", .work, .fence, .hidden),
    AccessRow("POST", claim + "/complete", .work, .fence, .hidden),
    AccessRow(
      "POST", claim + "/complete", .work, .fence, .hidden, body: #"{"claim":{"handlers":["noop"]}}"#),
    AccessRow("POST", claim + "/fail", .work, .fence, .hidden, body: #"{"error":"no"}"#),
  ]

  private static let daemon: [AccessRow] = [
    AccessRow("GET", "/v1/events?snapshot=true", .read),
    AccessRow("GET", "/v1/workers", .read),
    AccessRow("GET", "/v1/info", .read),
    AccessRow("GET", "/v1/stats", .read),
    AccessRow("POST", "/v1/drain", .admin, .none, .refused),
    AccessRow("POST", "/v1/pause", .admin, .none, .refused, routeScope: .submit),
    AccessRow(
      "POST", "/v1/pause", .admin, .queue, .hidden, body: #"{"queues":["$queue"],"running":true}"#,
      routeScope: .submit),
    AccessRow("POST", "/v1/pause", .submit, .job, .silent, body: #"{"ids":[$job],"running":true}"#),
    AccessRow("POST", "/v1/resume", .admin, .none, .refused, routeScope: .submit),
    AccessRow("POST", "/v1/resume", .admin, .queue, .hidden, body: #"{"queues":["$queue"]}"#, routeScope: .submit),
    AccessRow("POST", "/v1/resume", .submit, .job, .silent, body: #"{"ids":[$job]}"#),
    AccessRow("POST", "/v1/stop", .admin, .none, .refused, body: #"{"mode":"now"}"#),
    AccessRow("GET", "/v1/settings", .admin, .none, .refused),
    AccessRow("PUT", "/v1/settings", .admin, .none, .refused, body: #"{"callbacks":null}"#),
    AccessRow("GET", "/healthz", nil),
    AccessRow("GET", "/openapi.json", nil),
    AccessRow("GET", "/readyz", nil),
  ]
}
