// The effective configuration as text: a file that says the same again.

import HTTPFront
import JobCore
import Logging
import Testing

@testable import jobd

@Suite struct DaemonConfigTextTests {
  private let directory: TemporaryDirectory

  init() throws { directory = try TemporaryDirectory() }

  private func load(
    flags: [ConfigSetting: ConfigText] = [:], environment: [String: String] = [:], yaml: String? = nil
  ) throws -> LoadedConfig {
    let path = try yaml.map { try directory.file("jobd.yaml", $0) }
    return try DaemonConfig.load(
      flags: flags, configPath: path, environment: environment.merging(["HOME": "/u/ann"]) { given, _ in given },
      isRoot: false, cores: 3)
  }

  private func problems(
    flags: [ConfigSetting: ConfigText] = [:], environment: [String: String] = [:], yaml: String? = nil
  ) throws -> [ConfigError.Problem] {
    do {
      _ = try load(flags: flags, environment: environment, yaml: yaml)
    } catch ConfigError.invalid(let problems) {
      return problems
    }
    return []
  }

  @Test func printedConfigurationIsAConfiguration() throws {
    let loaded = try load(
      yaml: "slots: 2\nsocket: {group: users}\nqueues: {video: {slots: 2, paused: yes}}\n"
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
}
