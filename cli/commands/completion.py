"""`ledger completion`: what a shell needs to complete commands and options."""

import click


@click.command()
@click.argument("shell", type=click.Choice(("bash", "zsh", "fish")))
def command(shell: str) -> None:
    """Print the completion script of a SHELL.

    \b
      ledger completion bash >> ~/.bashrc
      ledger completion fish > ~/.config/fish/completions/ledger.fish
    """
    from click.shell_completion import get_completion_class

    from cli.program import cli

    found = get_completion_class(shell)
    if found is None:
        raise click.UsageError(f"this click completes nothing for {shell}")
    click.echo(found(cli, {}, "ledger", "_LEDGER_COMPLETE").source())
