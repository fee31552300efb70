// Whether the settings of a queue contradict one another: whom it runs jobs as, and whom it calls.

extension QueueSettings {
  /// What is against these settings: a command that is called after the end of a job runs as jobd, and the jobs of this
  /// queue run as somebody else.
  var runAsFault: FieldFault? {
    guard let user = runAs, let number = callbacks.firstIndex(where: \.isCommand) else { return nil }
    return FieldFault(
      field: "callbacks[\(number)].argv",
      detail: "would be run as jobd itself, and the jobs of this queue run as \(user): give a URL")
  }
}
