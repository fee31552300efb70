// Whom the configuration has told of the end of every job.

import JobCore
import Testing

@testable import jobd

@Suite struct DaemonConfigCallbacksTests: ReadsConfiguration {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test func callbacksAreReadBesideTheOtherSettingsOfTheirSection() throws {
    let yaml = """
      callbacks:
        private_addresses: refuse
        default:
          - {url: "https://x/h?a=b", on: failure}
          - argv: [sleep, 5, yes]
      """
    let config = try load(yaml: yaml).config
    #expect(
      config.defaultCallbacks
        == [Callback(.url("https://x/h?a=b"), on: .failure), Callback(.command(["sleep", "5", "yes"]))])
    #expect(config.refusesPrivateAddresses)
    // None is something else than nothing said.
    #expect(try load(yaml: "callbacks: {default: []}").config.defaultCallbacks == [])
    for nothing in ["callbacks: {default: }", "callbacks: {private_addresses: allow}", "slots: 1"] {
      #expect(try load(yaml: nothing).config.defaultCallbacks == nil, "\(nothing)")
    }
  }

  @Test(arguments: ["[a]", "a", "{url: http://x/}", "[{url: http://x/, on: never}]", "[{}]", "[{argv: []}]"])
  func whatIsNoCallbackIsRefusedWithItsPlace(_ list: String) throws {
    let found = try problems(yaml: "callbacks:\n  default: \(list)\n")
    #expect(found.first?.key.hasPrefix("callbacks.default") == true, "\(list): \(found)")
    #expect(found.first?.source.hasSuffix("jobd.yaml line 2") == true)
  }

  @Test func boundsAreThoseOfTheEngine() throws {
    let many = [String](repeating: "{argv: [a]}", count: Limits.callbacksMax + 1).joined(separator: ", ")
    #expect(try problems(yaml: "callbacks: {default: [\(many)]}").map(\.key) == ["callbacks.default"])
    #expect(try problems(yaml: "callbacks: {defaults: []}").first?.hint.contains("callbacks.default") == true)
  }

  /// What is printed may be sent to somebody: a URL is a key. It is a file that could be used as it is.
  @Test func keysOfURLsAreNotPrinted() throws {
    let yaml = #"callbacks: {default: [{url: "https://x/s3cr3t?k=v"}, {argv: [page, "a: b"], on: success}]}"#
    let loaded = try load(yaml: yaml)
    let printed = loaded.config.yaml(sources: loaded.sources)
    #expect(printed.contains("https://x/***") && !printed.contains("s3cr3t"))
    let again = try load(yaml: printed).config
    #expect(
      again.defaultCallbacks
        == [Callback(.url("https://x/***")), Callback(.command(["page", "a: b"]), on: .success)])
    let silent = try load(yaml: "slots: 1")
    #expect(!silent.config.yaml(sources: silent.sources).contains("  default:"))
  }
}
