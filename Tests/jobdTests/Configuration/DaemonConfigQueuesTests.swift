// Queues in the configuration: whom they tell of the ends of their jobs.

import JobCore
import Testing

@testable import jobd

@Suite struct DaemonConfigQueuesTests: ReadsConfiguration {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test func callbacksAreReadAsTextsInTheirOrder() throws {
    let yaml = """
      queues:
        ci:
          callbacks:
            - {url: "https://x/h?a=b", on: failure}
            - argv: [sleep, 5, yes]
        quiet: {callbacks: []}
        other: {callbacks: }
      """
    let queues = try load(yaml: yaml).config.queues
    #expect(
      queues["ci"]?.callbacks
        == .set([Callback(.url("https://x/h?a=b"), on: .failure), Callback(.command(["sleep", "5", "yes"]))]))
    // None is something else than nothing said.
    #expect(queues["quiet"]?.callbacks == .set([]) && queues["other"] == QueueChange())
  }

  @Test(arguments: [
    "[a]", "a", "{url: http://x/}", "[{url: http://x/, on: never}]", "[{url: ftp://x/}]", "[{}]", "[{argv: []}]",
    "[{argv: a}]", "[{uri: http://x/}]", "[{url: http://x/, argv: [a]}]", "[{url: {a: b}}]", "[{url: http://x/}, a]",
  ]) func whatIsNoCallbackIsRefusedWithItsPlace(_ list: String) throws {
    let found = try problems(yaml: "queues:\n  ci:\n    callbacks: \(list)\n")
    #expect(found.map(\.key) == ["queues.ci.callbacks"], "\(list): \(found)")
    #expect(found.first?.source.hasSuffix("jobd.yaml line 3") == true)
  }

  @Test func boundsAreThoseOfTheEngine() throws {
    let many = [String](repeating: "{argv: [a]}", count: Limits.callbacksMax + 1).joined(separator: ", ")
    #expect(try problems(yaml: "queues: {ci: {callbacks: [\(many)]}}").count == 1)
    let list = "callbacks: [{url: http://x/}, {argv: [page]}]"
    let user = try problems(yaml: "run_as: {users: [ann]}\nqueues: {ci: {run_as: ann, \(list)}}")
    #expect(user.count == 1 && user.first?.reason.contains("callbacks[1].argv") == true, "\(user)")
  }

  /// What is printed may be sent to somebody: a URL is a key.
  @Test func keysOfURLsAreNotPrinted() throws {
    let yaml = #"queues: {ci: {callbacks: [{url: "https://x/s3cr3t?k=v"}, {argv: [page, "a: b"], on: success}]}}"#
    let loaded = try load(yaml: yaml)
    let printed = loaded.config.yaml(sources: loaded.sources)
    #expect(printed.contains("https://x/***") && !printed.contains("s3cr3t"))
    let again = try load(yaml: printed).config.queues["ci"]
    #expect(
      again?.callbacks
        == .set([Callback(.url("https://x/***")), Callback(.command(["page", "a: b"]), on: .success)]))
  }
}
