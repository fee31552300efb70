// The effective configuration as text: a file that says the same again.

import HTTPFront
import JobCore
import Logging
import Testing

@testable import jobd

@Suite struct DaemonConfigTextTests: ReadsConfiguration {
  let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  @Test func printedConfigurationIsAConfiguration() throws {
    let loaded = try load(
      yaml: "slots: 2\nsocket: {group: users}\nqueues: {video: {slots: 2, paused: yes, run_as: ann}}\n"
        + "run_as: {users: [ann, \"yes\"]}\n"
        + "executors: {db: {threads: 4}}\n"
        + "handlers: {t: {command: [p, \"a \\\"b\\\": #\"], processes: 3, max_rss: 1GiB, max_jobs_per_process: 9}}\n")
    let printed = loaded.config.yaml(sources: loaded.sources)
    let again = try load(yaml: printed)
    #expect(again.config.slots == 2)
    for setting in ConfigSetting.all { #expect(again.config.text(of: setting) == loaded.config.text(of: setting)) }
    #expect(again.config.queues == loaded.config.queues)
    #expect(again.config.handlers == loaded.config.handlers && again.config.handlers.count == 1)
    #expect(again.config.executors == ["db": PoolSettings(threads: 4)])
  }

  /// What a person chooses freely may look like something else to whoever reads the file again.
  @Test(arguments: ["/srv/a #b", "/srv/a: b", "/srv/ä \"x\"", "/srv/[a]", "/plain/dir-1.0_x", "/trailing "])
  func textsThatLookLikeSomethingElseAreQuoted(_ path: String) throws {
    let loaded = try load(flags: [.dataDirectory: .one(path), .tokensFile: .one(path + "/t")])
    let again = try load(yaml: loaded.config.yaml(sources: loaded.sources))
    #expect(again.config.dataDirectory == path && again.config.tokensFile == path + "/t")
  }

  @Test(arguments: ["users", "null", "yes", "1000", "~", "a: b"]) func groupIsPrintedAsTheTextItIs(_ group: String)
    throws
  {
    let loaded = try load(flags: [.socketGroup: .one(group)])
    let printed = loaded.config.yaml(sources: loaded.sources)
    #expect(try load(yaml: printed).config.socketGroup == group, "\(printed)")
  }

  @Test func eachLineSaysWhereItsValueCameFrom() throws {
    let loaded = try load(
      flags: [.slots: .one("7")], environment: ["JOBD_GRACE": "2s"], yaml: "limits:\n  body: 1MiB\n")
    let lines = loaded.config.yaml(sources: loaded.sources).split(separator: "\n")
    let slots = try #require(lines.first { $0.hasPrefix("slots: 7 ") })
    #expect(slots.hasSuffix("# --slots"))
    #expect(lines.contains { $0.hasPrefix("grace: 2s ") && $0.hasSuffix("# JOBD_GRACE") })
    #expect(lines.contains { $0.hasPrefix("durability: full ") && $0.hasSuffix("# default") })
    // A section is named once, above what is in it.
    let section = try #require(lines.firstIndex(of: "limits:"))
    #expect(lines[section + 1].hasPrefix("  body: 1MiB ") && lines[section + 1].hasSuffix("jobd.yaml line 2"))
    #expect(lines.count { $0 == "limits:" } == 1)
  }

  @Test func whatIsUnsetIsNotPrinted() throws {
    let config = try load().config
    #expect(config.text(of: .socketGroup) == nil && config.text(of: .allowedHosts) == nil)
    #expect(config.text(of: .origins) == nil)
    #expect(config.text(of: .socketMode) == "0600" && config.text(of: .callbackAddresses) == "allow")
    let printed = config.yaml(sources: [:])
    for key in ["group:", "allowed_hosts:", "origins:", "queues:", "handlers:", "executors:", "run_as:"] {
      #expect(!printed.contains(key))
    }
  }

  @Test func listsAreJSON() {
    #expect(DaemonConfig.list([]) == "[]")
    #expect(DaemonConfig.list(["a", "b \"c\"", "d\n"]) == #"["a", "b \"c\"", "d\n"]"#)
  }
}
