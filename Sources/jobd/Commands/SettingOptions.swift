// The flags that set configuration. They are the strongest layer: what they say outweighs environment and file.

import ArgumentParser

/// The flags of `jobd serve` and `jobd config check`.
struct SettingOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Read settings from this YAML or JSON file.", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("Where the database and the logs are kept.", valueName: "dir"))
  var dataDir: String?

  @Option(
    help: ArgumentHelp(
      "Listen here: unix:///path/jobd.sock or http://127.0.0.1:7878 (port 0 picks one). May be repeated.",
      valueName: "url"))
  var listen: [String] = []

  @Option(help: "Jobs that may run at once.")
  var slots: String?

  @Option(help: "full: a submission is on the disk before it is answered; relaxed: a power cut may lose the last ones.")
  var durability: String?

  @Option(help: ArgumentHelp("How long a stop lets running jobs go on, such as 60s.", valueName: "duration"))
  var drainTimeout: String?

  @Option(help: "trace, debug, info, notice, warning, error or critical.")
  var logLevel: String?

  @Option(help: "text or json.")
  var logFormat: String?

  @Flag(help: "Warn about slow steps of the loop and log in detail.")
  var debug = false

  /// What was given, by setting; nothing for a flag that was left out.
  var given: [ConfigSetting: ConfigText] {
    var given: [ConfigSetting: ConfigText] = [:]
    given[.dataDirectory] = dataDir.map { .one($0) }
    given[.listen] = listen.isEmpty ? nil : .many(listen)
    given[.slots] = slots.map { .one($0) }
    given[.durability] = durability.map { .one($0) }
    given[.drainTimeout] = drainTimeout.map { .one($0) }
    given[.logLevel] = logLevel.map { .one($0) }
    given[.logFormat] = logFormat.map { .one($0) }
    given[.debug] = debug ? .one("true") : nil
    return given
  }
}
