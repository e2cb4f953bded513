import ArgumentParser

@main
struct Noormme: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "noormme")
}
