// A server that says what no daemon says: jobctl neither crashes nor goes on for ever.

import JobWire
import Testing

@Suite(.timeLimit(.minutes(2))) struct WrongServerTests {
  private func jobctl(_ server: WebServer, _ arguments: [String]) async throws -> Spoken {
    let program = try Program([BuiltProgram.jobctl] + arguments, environment: ["JOBD_URL": server.url("")])
    let status = try await program.exit()
    return Spoken(status: status, output: program.output, errors: program.errors)
  }

  private static func text(_ value: some WireEncodable) -> String { String(decoding: value.jsonBytes(), as: UTF8.self) }

  private static func job(_ fraction: Double) -> JobView {
    var job = JobView(
      id: 7, name: "seven", kind: "exec", queue: "default", priority: 0, state: .running, attempt: .max, maxAttempts: 1,
      createdAt: WireTime(micros: 1))
    job.startedAt = WireTime(micros: 1)
    job.progress = ProgressView(fraction: fraction, done: .max, total: .min, at: WireTime(micros: 2))
    return job
  }

  @Test(arguments: [1e300, -1e300]) func progressThatIsNoneDoesNoHarm(_ fraction: Double) async throws {
    let job = Self.job(fraction)
    let page = "200 OK\n\n" + Self.text(JobList(jobs: [job]))
    let server = try WebServer([
      "/v1/jobs/7?view=full": "200 OK\n\n" + Self.text(job), "/v1/jobs?limit=100": page,
    ])
    for arguments in [["status", "7"], ["status", "7", "--json"], ["list"], ["list", "--json"]] {
      let spoken = try await jobctl(server, arguments)
      // Shown as far as it can be, or refused.
      #expect([0, 70].contains(spoken.status) && !(spoken.output + spoken.errors).isEmpty, "\(arguments): \(spoken)")
    }
  }

  @Test func countsThatNoStoreHasAreAddedUp() async throws {
    var batch = BatchView(
      id: 3, size: .max, counts: StateCounts([.succeeded: .max, .failed: .max, .running: .max]),
      createdAt: WireTime(micros: 1))
    batch.open = true
    let server = try WebServer(["/v1/batches/3": "200 OK\n\n" + Self.text(batch)])
    let spoken = try await jobctl(server, ["batch", "show", "3"])
    #expect(spoken.status == 0 && spoken.output.contains("3"), "\(spoken)")
  }

  @Test func pagesThatLeadInACircleAreRefused() async throws {
    let page = "200 OK\n\n" + Self.text(JobList(jobs: [Self.job(0.5)], nextCursor: "again"))
    let server = try WebServer(["/v1/jobs?limit=1000": page, "/v1/jobs?limit=1000&cursor=again": page])
    let spoken = try await jobctl(server, ["list", "--all"])
    #expect(spoken.status == 70 && spoken.errors.contains("circle"), "\(spoken)")
    #expect(server.calls.count == 2)
  }
}
