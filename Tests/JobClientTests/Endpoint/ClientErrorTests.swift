// Errors in words: what happened, and what to do next.

import JobWire
import Testing

@testable import JobClient

@Suite struct ClientErrorTests {
  private static let socket = Endpoint.unix(path: "/run/x.sock")
  private static let address = Endpoint.tcp(host: "h", port: 7_878, isTLS: false)

  private static func job(_ state: WireJobState, _ message: String? = nil) -> JobView {
    var view = ScriptedJobs.view(7, state)
    view.error = message.map { JobErrorView(code: "c", message: $0) }
    return view
  }

  private static let errors: [ClientError] = [
    .badEndpoint(url: "x", reason: "r"), .badTokenFile(path: "/t", reason: "r"),
    .openTokenFile(path: "/t", mode: 0o644), .foreignTokenFile(path: "/t", owner: 7),
    .noDaemon(tried: ["/a", "/b"]),
    .unreachable(endpoint: socket, reason: "r"), .unreachable(endpoint: address, reason: "r"),
    .connectionLost(endpoint: socket, reason: "r"), .timedOut(endpoint: socket),
    .refused(Problem(.notFound, detail: "There is no job 7.", hint: "Look at the list.")),
    .unexpectedAnswer(endpoint: socket, status: 302, reason: "r"), .answerTooLarge(bytesMax: 5),
    .unsuccessful(job(.failed)), .waitExpired(pending: [1]), .timeLimit(job(.cancelled)), .cancelled,
  ]

  @Test(arguments: errors) func eachIsOneSentenceAndAnAdvice(_ error: ClientError) {
    #expect(error.description.hasSuffix(".") && !error.description.contains("\n"))
    #expect(error.hint?.hasSuffix(".") ?? (error == .cancelled), "nobody has to be told what to do about a cancel")
  }

  @Test func adviceDependsOnTheAddress() throws {
    let local = try #require(ClientError.unreachable(endpoint: Self.socket, reason: "r").hint)
    #expect(local.hasPrefix("Start the daemon with `jobctl start`") && ClientError.noDaemon(tried: []).hint == local)
    let remote = try #require(ClientError.unreachable(endpoint: Self.address, reason: "r").hint)
    #expect(remote.hasPrefix("Check the address") && remote.contains("--listen"))
    let secured = Endpoint.tcp(host: "h", port: 443, isTLS: true)
    let proxied = try #require(ClientError.unreachable(endpoint: secured, reason: "r").hint)
    #expect(proxied.hasPrefix("Check the address") && proxied.contains("certificate"))
  }

  @Test func whatTheDaemonSaysIsSaidAsItIs() {
    let problem = Problem(.notFound, detail: "There is no job 7.", hint: "Look at the list.")
    let error = ClientError.refused(problem)
    #expect(error.problem == problem && "\(error)" == problem.detail && error.hint == problem.hint)
    let brief = Problem(.notFound, detail: "", hint: "")
    #expect("\(ClientError.refused(brief))" == brief.title)
    #expect(ClientError.cancelled.problem == nil)
  }

  @Test func jobsAreNamedAndCounted() {
    #expect("\(ClientError.unsuccessful(Self.job(.failed, "exit code 3")))" == "Job 7 is failed: exit code 3")
    #expect("\(ClientError.unsuccessful(Self.job(.cancelled)))" == "Job 7 is cancelled.")
    #expect("\(ClientError.waitExpired(pending: [1]))" == "The time is up; 1 job goes on.")
    #expect("\(ClientError.waitExpired(pending: [1, 2]))" == "The time is up; 2 jobs go on.")
    #expect("\(ClientError.noDaemon(tried: ["/a", "/b"]))".hasSuffix("there is no socket at /a, /b."))
  }
}
