// What is set at run time of the daemon as a whole.

/// What becomes of a setting; each is written whole.
enum SettingChange: Equatable {
  /// Whom the end of every job is told to.
  case callbacks([Callback])
}
