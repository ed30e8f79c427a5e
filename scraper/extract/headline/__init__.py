"""What stands over the story: headline, kicker, standfirst, and the site's name, which is none of them."""
