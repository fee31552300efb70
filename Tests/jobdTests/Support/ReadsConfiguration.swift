// Tests of the configuration read it as a daemon does that ann has started.

@testable import jobd

/// A suite that loads configurations, with its files in a directory of its own.
protocol ReadsConfiguration {
  var directory: TemporaryDirectory { get }
}

extension ReadsConfiguration {
  func load(
    flags: [ConfigSetting: ConfigText] = [:], environment: [String: String] = [:], yaml: String? = nil
  ) throws -> LoadedConfig {
    let path = try yaml.map { try directory.file("jobd.yaml", $0) }
    return try DaemonConfig.load(
      flags: flags, configPath: path, environment: environment.merging(["HOME": "/u/ann"]) { given, _ in given },
      isRoot: false, cores: 3)
  }

  func problems(
    flags: [ConfigSetting: ConfigText] = [:], environment: [String: String] = [:], yaml: String? = nil
  ) throws -> [ConfigError.Problem] {
    do {
      _ = try load(flags: flags, environment: environment, yaml: yaml)
    } catch ConfigError.invalid(let problems) {
      return problems
    }
    return []
  }
}
