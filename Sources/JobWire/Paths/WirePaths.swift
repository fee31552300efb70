// Every route of the contract as text: constants, and functions where a path has a part that varies. The routing table
// of the server and the methods of the client both start here.

/// The paths of the HTTP API.
package enum WirePaths {
  package static let jobs = "/v1/jobs"
  package static let bulkCancel = "/v1/jobs:cancel"
  package static let bulkRetry = "/v1/jobs:retry"
  package static let bulkDelete = "/v1/jobs:delete"
  package static let bulkHold = "/v1/jobs:hold"
  package static let bulkRelease = "/v1/jobs:release"
  package static let bulkEdit = "/v1/jobs:edit"
  package static let switchPlaces = "/v1/jobs:switch"
  package static let wait = "/v1/wait"
  package static let search = "/v1/search"
  package static let claims = "/v1/claims"
  package static let heartbeats = "/v1/claims:heartbeat"
  package static let claimEnds = "/v1/claims:complete"
  package static let batches = "/v1/batches"
  package static let schedules = "/v1/schedules"
  package static let queues = "/v1/queues"
  package static let workers = "/v1/workers"
  package static let events = "/v1/events"
  package static let info = "/v1/info"
  package static let stats = "/v1/stats"
  package static let drain = "/v1/drain"
  package static let pause = "/v1/pause"
  package static let resume = "/v1/resume"
  package static let stop = "/v1/stop"
  package static let settings = "/v1/settings"
  package static let health = "/healthz"
  package static let ready = "/readyz"
  package static let openAPI = "/openapi.json"

  /// What can be done to one job: the last part of its path.
  package enum JobVerb: String, Sendable, CaseIterable {
    case cancel
    case retry
    case hold
    case release
    case run
    case signal
    case stdin
    case progress
    case result
    case log
    case why
    case callbacks
    case complete
    case fail
  }

  /// What can be done to one claim: the last part of its path.
  package enum ClaimVerb: String, Sendable, CaseIterable {
    case heartbeat
    case complete
    case fail
    case release
    case log
    case checkpoint
  }

  package static func claim(_ fence: String, _ verb: ClaimVerb) -> String {
    "/v1/claims/\(PercentEncoding.encode(fence))/\(verb.rawValue)"
  }

  package static func job(_ id: Int64) -> String { "/v1/jobs/\(id)" }

  package static func job(_ id: Int64, _ verb: JobVerb) -> String { "/v1/jobs/\(id)/\(verb.rawValue)" }

  package static func queue(_ name: String) -> String { "/v1/queues/\(PercentEncoding.encode(name))" }

  package static func queuePause(_ name: String) -> String { queue(name) + "/pause" }

  package static func queueResume(_ name: String) -> String { queue(name) + "/resume" }

  package static func batch(_ id: Int64) -> String { "/v1/batches/\(id)" }

  package static func batchClose(_ id: Int64) -> String { batch(id) + "/close" }

  package static func batchCancel(_ id: Int64) -> String { batch(id) + "/cancel" }

  /// What can be done to one schedule: the last part of its path.
  package enum ScheduleVerb: String, Sendable, CaseIterable {
    case preview
    case run
    case pause
    case resume
  }

  package static func schedule(_ name: String) -> String { "/v1/schedules/\(PercentEncoding.encode(name))" }

  package static func schedule(_ name: String, _ verb: ScheduleVerb) -> String {
    schedule(name) + "/" + verb.rawValue
  }

  /// A path with a query; the path alone when there are no items.
  package static func path(_ path: String, query items: [QueryItem]) -> String {
    items.isEmpty ? path : path + "?" + QueryItem.text(of: items)
  }
}
