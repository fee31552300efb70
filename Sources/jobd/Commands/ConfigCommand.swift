// `jobd config check`: whether the configuration can be used, and what comes out of it.

import ArgumentParser
import Foundation
import Glibc

/// The commands about configuration.
struct ConfigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Look at the configuration without starting.", subcommands: [Check.self])

  /// Prints the effective configuration.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print the effective configuration and where each value comes from; exit with 78 if it cannot be used.")

    @Option(help: ArgumentHelp("Print the value of this setting alone, such as data_dir.", valueName: "key"))
    var only: String?

    @OptionGroup var settings: SettingOptions

    func run() throws {
      let loaded: LoadedConfig
      do throws(ConfigError) {
        loaded = try settings.load()
      } catch {
        throw DaemonFailure.configuration(error).exit { StandardStream.error.write($0) }
      }
      if let only { return try write(only, of: loaded.config) }
      StandardStream.output.write(loaded.config.yaml(sources: loaded.sources))
      for name in loaded.unknownVariables {
        StandardStream.error.write("jobd: \(name) is set but means nothing to jobd; is it misspelt?")
      }
    }

    /// As it is, without quotes: for programs, of which `jobctl start` is one.
    private func write(_ key: String, of config: DaemonConfig) throws {
      guard let setting = ConfigSetting.all.first(where: { $0.key == key }) else {
        throw ValidationError("There is no setting \(key).")
      }
      StandardStream.output.write(config.text(of: setting) ?? "")
    }
  }
}

extension SettingOptions {
  /// The configuration of this process: these flags, its environment, its user.
  func load() throws(ConfigError) -> LoadedConfig {
    try DaemonConfig.load(
      flags: given, configPath: config, environment: ProcessInfo.processInfo.environment, isRoot: geteuid() == 0,
      cores: ProcessInfo.processInfo.activeProcessorCount)
  }
}
