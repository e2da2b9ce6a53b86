"""The staff's desk for the digest."""

from django.contrib import admin

from digest.desk.editions import EditionAdmin
from digest.desk.readers import DeliveryAdmin, SubscriberAdmin
from digest.models import Delivery, Edition, Subscriber

admin.site.register(Edition, EditionAdmin)
admin.site.register(Delivery, DeliveryAdmin)
admin.site.register(Subscriber, SubscriberAdmin)
