"""Where is the log kept?"""
