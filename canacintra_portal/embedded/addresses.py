def database_url():
    return ""


def redis_url():
    return ""
