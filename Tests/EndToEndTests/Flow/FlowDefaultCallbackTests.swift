// Who is told of the end of every job: set from the command line, kept over a kill, and said by the file.

import Foundation
import JobWire
import Testing

import class TestSupport.HookReceiver

@Suite(.serialized, .timeLimit(.minutes(2))) struct FlowDefaultCallbackTests {
  /// The ids of the jobs of whose ends this path was told.
  private func told(_ server: HookReceiver, _ path: String) throws -> Set<Int> {
    Set(try server.calls(path).compactMap { try JSONReader.parse($0.text)["data"]?.int("id") })
  }

  @Test func everyFailureIsOneLineUntilItIsCleared() async throws {
    let (daemon, server) = (try await Daemon(), try HookReceiver())
    let nobody = try await daemon.jobctl("notify")
    #expect(nobody.status == 0 && nobody.errors.contains("Nobody is told"), "\(nobody.errors)")
    let set = try await daemon.jobctl("notify", "set", "--callback", "failure:\(server.url("/failed"))")
    #expect(set.status == 0 && set.errors.contains("told to \(server.url("/failed")) (failure)"), "\(set.errors)")
    let shown = try await daemon.jobctl("notify", "show")
    #expect(shown.output == "\(server.url("/failed")) (failure)\n" && shown.errors.isEmpty, "\(shown.errors)")
    let good = try await daemon.submit(#"{"handler":"noop"}"#)
    let failing = try await daemon.submit(#"{"handler":"fail"}"#)
    let elsewhere = try await daemon.submit(#"{"argv":["false"],"queue":"ci"}"#)
    let held = try await daemon.held()
    try await daemon.cancel(held)
    let expected: Set = [failing, elsewhere, held]
    try await eventually("all failures are told") { try told(server, "/failed").isSuperset(of: expected) }
    _ = try await daemon.finished(good)
    #expect(try told(server, "/failed") == expected)
    let listed = try await daemon.jobctl("callback", "list", "\(failing)")
    #expect(listed.output.contains("(failure, every job): delivered"), "\(listed.output)")
    #expect(try await daemon.jobctl("notify", "clear").status == 0)
    let last = try await daemon.submit(#"{"handler":"fail"}"#)
    _ = try await daemon.finished(last)
    #expect(try await daemon.get("/v1/jobs/\(last)/callbacks").objects("callbacks").isEmpty)
  }

  @Test func killBetweenTheEndAndTheCallLosesNothingAndNeitherDoesAChange() async throws {
    let server = try HookReceiver(["/a": 503])
    var daemon = try await Daemon()
    let scratch = daemon.scratch
    #expect(try await daemon.jobctl("notify", "set", "--callback", server.url("/a")).status == 0)
    let id = try await daemon.submit(#"{"handler":"noop"}"#)
    try await eventually("a call was refused") { !server.calls("/a").isEmpty }
    #expect(try await daemon.jobctl("notify", "set", "--callback", server.url("/other")).status == 0)
    try await daemon.killHard()
    server.answer("/a", 200)
    daemon = try await Daemon(scratch)
    try await eventually("the call that was due is made") {
      try await daemon.job(id).objects("callbacks").compactMap { $0.string("state") } == ["delivered"]
    }
    #expect(server.calls("/other").isEmpty)
    let next = try await daemon.submit(#"{"handler":"noop"}"#)
    try await eventually("the other is told of the next") { try told(server, "/other") == [next] }
  }

  @Test func whatTheFileSaysWinsAndWhatWasSetComesBackWithoutIt() async throws {
    let (scratch, server) = (try Scratch(), try HookReceiver())
    let file = scratch.file("jobd.yaml")
    func start(_ yaml: String) async throws -> Daemon {
      try yaml.write(toFile: file, atomically: true, encoding: .utf8)
      return try await Daemon(scratch, arguments: ["--config", file])
    }
    let first = try await start("slots: 2\n")
    #expect(try await first.jobctl("notify", "set", "--callback", server.url("/set")).status == 0)
    #expect(try await first.stop() == 0)
    let second = try await start("callbacks: {default: [{url: \"\(server.url("/file"))\"}]}\n")
    let shown = try await second.jobctl("notify", "show")
    #expect(shown.output.contains("/file") && shown.errors.contains("callbacks.default"), "\(shown)")
    let refused = try await second.jobctl("notify", "clear")
    #expect(refused.status != 0 && refused.errors.contains("callbacks.default"), "\(refused.errors)")
    let id = try await second.submit(#"{"handler":"noop"}"#)
    try await eventually("the file's is told") { try told(server, "/file") == [id] }
    #expect(server.calls("/set").isEmpty)
    #expect(try await second.stop() == 0)
    let third = try await start("slots: 2\n")
    #expect(try await third.jobctl("notify", "show").output.contains("/set"))
  }
}
